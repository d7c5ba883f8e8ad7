import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { importProblems } from './imports/import-problems.ts'
import { readRooms, roomOf } from './imports/read-rooms.ts'

const rooms = readRooms(`## Folders
| folder | what | may import |
|---|---|---|
| \`src/\` | what everyone may use | – |
| \`codec/\` | types | codec/* |
| \`codec/value/\` | values | codec |
| \`encode/compiled/\` | the load's encoder | codec/* |
| \`postgres/\` | a session | – |
| \`validate/\` | the proof | postgres, helpful |
| \`helpful/\` | what seems to serve both | encode/compiled |
| \`cli/\` | commands | \`index.ts\` |
`)

/** Each entry is a file by its path below `src`; its text says what it imports. */
function problemsOf(files: Readonly<Record<string, string>>): readonly string[] {
  return importProblems(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    rooms,
  )
}

const offers = (name: string): string => `export const ${name} = 1\n`

describe('an import', () => {
  test('of a room that is named passes, with all below it where the name says so', () => {
    const files = {
      'brand.ts': offers('brand'),
      'codec/text.ts': `import { size } from './value/size.ts'\n${offers('textCodec')}`,
      'codec/value/size.ts': `import type { Brand } from '../../brand.ts'\n${offers('size')}`,
      'encode/compiled/row-encoder.ts': `import { size } from '../../codec/value/size.ts'\n${offers('rowEncoder')}`,
    }
    expect(problemsOf(files)).toEqual([])
  })

  test.each([
    ['a value', `import { connect } from '../postgres/connect.ts'\n`],
    ['a type', `import type { Connect } from '../postgres/connect.ts'\n`],
    ['a type among values', `import { type Connect } from '../postgres/connect.ts'\n`],
    ['over several lines', `import {\n  connect,\n} from '../postgres/connect.ts'\n`],
    ['passed on', `export { connect } from '../postgres/connect.ts'\n`],
    ['when it is needed', `const load = () => import('../postgres/connect.ts')\n`],
    ['as a worker', `const entry = new URL('../postgres/connect.ts', import.meta.url)\n`],
  ])('of a room that is not named is refused: %s', (_, line) => {
    const files = { 'codec/text.ts': line + offers('textCodec'), 'postgres/connect.ts': offers('connect') }
    expect(problemsOf(files)).toEqual(['src/codec/text.ts: codec/ may not import postgres/connect.ts'])
  })

  test('of the folder above is refused where only the folder below is meant, and the other way round', () => {
    const files = {
      'codec/value/size.ts': `import '../../encode/compiled/row-encoder.ts'\n${offers('size')}`,
      'encode/compiled/row-encoder.ts': offers('rowEncoder'),
    }
    expect(problemsOf(files)).toEqual([
      'src/codec/value/size.ts: codec/value/ may not import encode/compiled/row-encoder.ts',
    ])
  })

  test('of the public API is refused but to the room that names it', () => {
    const files = {
      'index.ts': `export { connect } from './postgres/connect.ts'\n`,
      'postgres/connect.ts': offers('connect'),
      'cli/start.ts': `const own = () => import('../index.ts')\n${offers('start')}`,
      'codec/text.ts': `import { connect } from '../index.ts'\n${offers('textCodec')}`,
    }
    expect(problemsOf(files)).toEqual(['src/codec/text.ts: imports the public API, which is for users'])
  })

  test('that stands in a comment, a test or a fixture is free', () => {
    const files = {
      'codec/text.ts': `/**\n * like '../postgres/connect.ts'\n */\n${offers('textCodec')}`,
      'codec/text.pg.test.ts': `import '../postgres/connect.ts'\n`,
      'codec/text.fixture.ts': `import '../postgres/connect.ts'\n`,
      'postgres/connect.ts': offers('connect'),
    }
    expect(problemsOf(files)).toEqual([])
  })

  test('from a folder without a row is refused', () => {
    expect(problemsOf({ 'attic/box.ts': offers('box') })).toEqual([
      'src/attic/box.ts: its folder has no row in the table of ARCHITECTURE.md',
    ])
  })
})

describe('load and proof', () => {
  test('are refused where they meet over a file that both may use', () => {
    const files = {
      'validate/derive.ts': `import { helpful } from '../helpful/helpful.ts'\n${offers('derive')}`,
      'validate/validate.ts': `import { derive } from './derive.ts'\n${offers('validate')}`,
      'helpful/helpful.ts': `import type { RowEncoder } from '../encode/compiled/row-encoder.ts'\n${offers('helpful')}`,
      'encode/compiled/row-encoder.ts': offers('rowEncoder'),
    }
    expect(problemsOf(files)).toEqual([
      'load and proof meet: validate/derive.ts imports helpful/helpful.ts imports encode/compiled/row-encoder.ts',
    ])
  })

  test('are refused where the load imports the proof', () => {
    const found = problemsOf({
      'encode/compiled/row-encoder.ts': `import '../../validate/derive.ts'\n${offers('rowEncoder')}`,
      'validate/derive.ts': offers('derive'),
    })
    expect(found).toContain('load and proof meet: encode/compiled/row-encoder.ts imports validate/derive.ts')
  })
})

describe('a circle', () => {
  test.each([
    ['of values', 'import { b }'],
    ['of types', 'import type { B }'],
  ])('%s is refused', (_, words) => {
    const files = {
      'codec/a.ts': `${words} from './b.ts'\n${offers('a')}`,
      'codec/b.ts': `import { c } from './c.ts'\n${offers('b')}`,
      'codec/c.ts': `import type { A } from './a.ts'\n${offers('c')}`,
      'codec/d.ts': `import { a } from './a.ts'\n${offers('d')}`,
    }
    expect(problemsOf(files)).toEqual(['a circle of imports: codec/a.ts, codec/b.ts, codec/c.ts'])
  })
})

describe('a folder', () => {
  const filesIn = (count: number): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`codec/type${index}.ts`, offers(`type${index}Codec`)]),
    )

  test('of 30 files passes, tests and fixtures beside them', () => {
    expect(problemsOf({ ...filesIn(30), 'codec/a.test.ts': '', 'codec/a.fixture.ts': '' })).toEqual([])
  })

  test('of 31 files is refused', () => {
    expect(problemsOf(filesIn(31))).toEqual(['src/codec/ holds 31 files, more than 30'])
  })
})

describe('a name', () => {
  test.each([
    ['run-lock.ts', 'acquireRunLock'],
    ['text.ts', 'textCodec'],
    ['dynamodb-client.ts', 'dynamoDbClient'],
    ['pg-queries.ts', 'pgQuery'],
    ['status.handler.ts', 'statusHandler'],
  ])('%s passes with %s', (file, name) => {
    expect(problemsOf({ [`postgres/${file}`]: offers(name) })).toEqual([])
  })

  test('that no export has is refused; an entry and a barrel export nothing of their own', () => {
    const files = {
      'postgres/run-lock.ts': offers('lockRun'),
      'postgres/worker.ts': `await Promise.resolve()\n`,
      'index.ts': `export { lockRun } from './postgres/run-lock.ts'\n`,
    }
    expect(problemsOf(files)).toEqual(['src/postgres/run-lock.ts: exports lockRun, none with the name of the file'])
  })
})

describe('a pure room', () => {
  test('may use the types of a module that does I/O, not the module', () => {
    const files = {
      'codec/a.ts': `import type { Client } from 'pg'\n${offers('a')}`,
      'codec/b.ts': `import { readFile } from 'node:fs/promises'\n${offers('b')}`,
      'postgres/c.ts': `import { connect } from 'node:net'\n${offers('c')}`,
    }
    expect(problemsOf(files)).toEqual(['src/codec/b.ts: imports node:fs/promises, but does no I/O'])
  })
})

describe('the table of ARCHITECTURE.md', () => {
  test('gives a file to the longest folder that holds it', async () => {
    const table = readRooms(await readFile(new URL('../ARCHITECTURE.md', import.meta.url), 'utf8'))
    expect(roomOf('validate/expected/reference-query.ts', table)?.folder).toBe('validate/expected')
    expect(roomOf('cli/table/show/show.command.ts', table)?.folder).toBe('cli')
    expect(roomOf('brand.ts', table)?.folder).toBe('')
  })

  test('names rooms only that it has', async () => {
    const table = readRooms(await readFile(new URL('../ARCHITECTURE.md', import.meta.url), 'utf8'))
    const folders = new Set(table.map(({ folder }) => folder))
    const names = table.flatMap(({ mayImport }) => mayImport).map((name) => name.replace(/\/\*$/, ''))
    const unknown = names.filter(
      (name) => !folders.has(name) && !table.some((room) => room.folder.startsWith(`${name}/`)),
    )
    expect(unknown.filter((name) => name !== 'index.ts')).toEqual([])
  })

  test('must say what a folder is for', () => {
    expect(() => readRooms('## Folders\n| `codec/` |  | errors |\n')).toThrow('does not say what codec/ is for')
    expect(() => readRooms('# Architecture\n')).toThrow('no table')
  })
})
