import { expect, test } from 'vitest'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { ErrorEntry } from '../../errors/error-entry.ts'
import { errorRegistry } from '../../errors/error-registry.ts'
import { errorText, explainText } from './error-text.ts'
import { errorData } from '../json/error-data.ts'
import { errorSchema, explainDataSchema } from '../json/json-schemas.ts'

test('an error says what, where, why, how to fix it, and its code', () => {
  const text = errorText(new PgfoldError('CLI_USAGE', { detail: 'two tables', place: '--table', fix: 'Give one.' }))
  expect(text).toBe(
    [
      'Error: the command line is not understood: two tables',
      '  At:   --table',
      '  Why:  A flag or an argument is unknown, missing, given twice, or has a value of the wrong form.',
      '  Fix:  Give one.',
      '  Code: CLI_USAGE (pgfold explain CLI_USAGE)',
    ].join('\n'),
  )
})

test('an unexpected error shows neither message nor stack unless asked', () => {
  const error = new SyntaxError('Cannot convert 4111-1111 to a BigInt')
  expect(errorText(error)).toContain('an unexpected error: SyntaxError')
  expect(errorText(error)).not.toMatch(/4111| at .*\.ts/)
  expect(errorText(error)).toContain('PGFOLD_DEBUG=1')
  expect(errorText(error, { debug: true })).toContain('Cannot convert 4111-1111')
  expect(errorText(error, { debug: true })).toContain('error-text.test.ts')
})

test('causes stay hidden too, and are shown with debug', () => {
  const error = new PgfoldError('CLI_USAGE', { cause: new Error('duplicate key (email)=(a@b.c)') })
  expect(errorText(error)).not.toContain('a@b.c')
  expect(errorText(error, { debug: true })).toContain('Caused by: Error: duplicate key')
})

test('memory, disk and system errors have words of their own', () => {
  expect(errorData(new RangeError('Array buffer allocation failed')).code).toBe('CLI_OUT_OF_MEMORY')
  expect(errorData(Object.assign(new Error('x'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })).code).toBe('CLI_OUT_OF_MEMORY')
  const full = errorData(Object.assign(new Error('x'), { code: 'ENOSPC', syscall: 'write', path: '/state' }))
  expect(full).toMatchObject({ code: 'CLI_DISK_FULL', message: 'the disk is full: write /state: ENOSPC' })
  expect(errorData(Object.assign(new Error('x'), { code: 'EACCES', syscall: 'open', path: '/etc/x' })).code).toBe(
    'CLI_SYSTEM',
  )
  expect(errorData('thrown text').code).toBe('CLI_UNEXPECTED')
})

test('the JSON form keeps its schema', () => {
  expect(errorSchema.parse(errorData(new PgfoldError('CLI_USAGE')))).toMatchObject({
    code: 'CLI_USAGE',
    place: null,
    exitCode: 64,
  })
})

test.each(Object.entries(errorRegistry))('%s can be explained', (code, entry) => {
  expect(entry.title).not.toMatch(/\.$/)
  expect(entry.why).toMatch(/\.$|\)$/)
  expect(explainText(code, entry)).toContain(entry.fix)
  explainDataSchema.parse({ code, ...entry })
})

test('the explanation tells a note from an end: exit code 0 never stops anything, and only "stop" says so', () => {
  const entries: [string, ErrorEntry][] = Object.entries(errorRegistry)
  const free = entries.filter(([, { exit }]) => exit === 0)
  expect(free.length).toBeGreaterThanOrEqual(18)
  for (const [code, entry] of entries) {
    const effect = /^Effect: (.*)$/m.exec(explainText(code, entry))?.[1] ?? ''
    expect(`${code} ${effect}`).toMatch(entry.retry === 'stop' ? /command stops/ : /continues|tries again/)
    if (entry.retry !== 'stop') expect(`${code} ${effect}`).not.toMatch(/stops/)
    // A code that ends a command has an exit code that says so; one that ends nothing has 0, or 2 for "look at it".
    expect(`${code} ${entry.retry}`).toMatch(entry.exit === 0 ? / note$/ : / (?:retry|reject|note|stop)$/)
    if (entry.retry === 'note') expect([0, 2]).toContain(entry.exit)
    if (entry.retry === 'reject') expect(entry.exit).toBe(2)
  }
})

/** The four cases of the guide's troubleshooting section, each met by a code that names the cure. */
test.each([
  ['SOURCE_UNREACHABLE', /Failed to connect to database/, /DATABASE_URL and database availability/],
  ['DYNAMODB_THROTTLED', /throttl/i, /write capacity|on-demand/i],
  ['VALUE_ITEM_TOO_LARGE', /larger than 400 KB/, /large column|object storage/],
  ['CLI_OUT_OF_MEMORY', /memory/, /Reduce batch size/],
] as const)('%s names cause and cure', (code, cause, cure) => {
  const entry = errorRegistry[code]
  expect(`${entry.title} ${entry.why}`).toMatch(cause)
  expect(entry.fix).toMatch(cure)
})
