import { expect, test } from 'vitest'
import { fuzzParser } from './fuzz-parser.fixture.ts'
import { fuzzedParsers } from './parsers.fixture.ts'

/** PGFOLD_CASES for another number, PGFOLD_SEED for the same inputs again. */
const inputs = Number(process.env['PGFOLD_CASES'] ?? 1_000_000)
const seed = Number(process.env['PGFOLD_SEED'] ?? Date.now() % 2 ** 31)

test.each(fuzzedParsers)(`$name: ${inputs} inputs, seed ${seed}`, (parser) => {
  const { crashes, slowestMs, grownBytes, bytes, refused, accepted } = fuzzParser(parser, seed, inputs)
  process.stderr.write(
    `${parser.name}: ${inputs} inputs, ${bytes} bytes, ${refused} refused, ${accepted} accepted, slowest ${slowestMs.toFixed(0)} ms, heap ${(grownBytes / 1024).toFixed(0)} KB\n`,
  )
  expect(crashes).toEqual([])
  expect(slowestMs).toBeLessThan(5_000)
  expect(grownBytes).toBeLessThan(64 * 1024 * 1024)
})
