import { expect, test } from 'vitest'
import { fuzzParser } from './fuzz-parser.fixture.ts'
import { fuzzedParsers, isOurs, type FuzzedParser } from './parsers.fixture.ts'
import { foundInputs } from './found-inputs.fixture.ts'

/** A hundredth of what the long tier feeds; another seed every day finds other inputs, PGFOLD_SEED the same again. */
const seed = Number(process.env['PGFOLD_SEED'] ?? Math.floor(Date.now() / 86_400_000))
/** Of documents, which are checked as a whole, fewer. */
const inputsOf = ({ json = false }: FuzzedParser): number => (json ? 1_000 : 3_000)

test.each(fuzzedParsers)(`$name, seed ${seed}`, (parser) => {
  const inputs = inputsOf(parser)
  const { crashes, slowestMs, grownBytes, refused, accepted, bytes } = fuzzParser(parser, seed, inputs)
  process.stderr.write(`${parser.name}: ${inputs} inputs, ${bytes} bytes, ${refused} refused, ${accepted} accepted\n`)
  expect(crashes).toEqual([])
  expect(accepted).toBeGreaterThan(0)
  // On a machine that does much else; a hang is far above.
  expect(slowestMs).toBeLessThan(5_000)
  expect(grownBytes).toBeLessThan(32 * 1024 * 1024)
})

test('every parser reads its good inputs', () => {
  const refused = fuzzedParsers
    .filter(({ name }) => name !== 'fields of COPY BINARY' && name !== 'connection strings')
    .flatMap(({ name, corpus, read }) => corpus.flatMap((input) => (outcome(read, input) === 'read' ? [] : [name])))
  expect(refused).toEqual([])
})

test.each(foundInputs)('found once: $parser, $what', ({ parser, input }) => {
  const read = fuzzedParsers.find(({ name }) => name === parser)?.read
  if (read === undefined) throw new Error(`no parser ${parser}`)
  expect(outcome(read, input)).toMatch(/^(read|refused)$/)
})

function outcome(read: (input: Buffer) => void, input: Buffer): 'read' | 'refused' {
  try {
    read(input)
    return 'read'
  } catch (error) {
    if (isOurs(error)) return 'refused'
    throw error
  }
}
