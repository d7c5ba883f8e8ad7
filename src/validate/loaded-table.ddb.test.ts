import { describe, expect, it } from 'vitest'
import { testTable } from '../../servers/test-table.ts'
import { resolveTable } from '../mapping/resolve-table.ts'
import { migrate } from '../run/migrate.ts'
import { createTableInput } from '../dynamodb/table/create-table-input.ts'
import { libraryMapping, openLibrary } from './library.fixture.ts'
import { validate } from './validate.ts'

const never = new AbortController().signal
const ignore = (): void => undefined

describe('a table that the loader has filled', () => {
  it('is what the reference derives', async () => {
    await using library = await openLibrary()
    await using table = await testTable(
      createTableInput(resolveTable(libraryMapping), { name: 'replaced', billing: { kind: 'on-demand' } }),
    )
    const options = { ...library.options, target: { ...library.options.target, table: table.name } }
    const run = await migrate(
      {
        mapping: options.mapping,
        source: options.source,
        target: options.target,
        stateDirectory: library.directory,
        threads: 0,
        rowsPerChunk: 37,
      },
      ignore,
      never,
    )
    expect(run.error).toBeNull()
    const report = await validate({ ...options, depth: { kind: 'all' } }, ignore, never)
    expect(report.differences).toEqual([])
    expect(report.ok).toBe(true)
    expect(
      report.entities.map(({ entity, sourceRows, expected, collapsed, rejected }) => ({
        entity,
        read: sourceRows,
        written: expected,
        collapsed,
        rejected,
      })),
    ).toEqual(
      run.summary.entities.map(({ entity, read, written, collapsed, rejected }) => ({
        entity,
        read,
        written,
        collapsed,
        rejected,
      })),
    )
    expect(report.entities.map(({ orphans }) => orphans)).toEqual(
      run.summary.entities.map(({ lookupsMissed }) => lookupsMissed),
    )
  })
})
