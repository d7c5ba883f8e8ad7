import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { wholeWay } from '../../test/design/whole-way.ts'

/**
 * The data is not part of the repository (README.md): PGFOLD_CHINOOK names the file, or it lies where the project's
 * shared files are.
 */
const file =
  process.env['PGFOLD_CHINOOK'] ?? path.join(import.meta.dirname, '../../../shared/datasets/chinook/chinook.sql')
/** Four real commands over 15,607 rows, beside other tests. */
const patience = 240_000

const isThere = existsSync(file)
if (!isThere)
  process.stderr.write(`SKIPPED: Chinook is not tested, ${file} is missing; PGFOLD_CHINOOK names another place\n`)

async function chinook(): Promise<TestDatabase> {
  const script = await readFile(file, 'utf8')
  const database = await testDatabase()
  // The script creates its own database; the test has one.
  await database.query(script.replaceAll(/^(DROP DATABASE|CREATE DATABASE|\\c) .*$/gmu, ''))
  await database.query('ANALYZE')
  return database
}

describe.skipIf(!isThere)('Chinook', () => {
  test(
    'the draft of init migrates and validates with 0 differences',
    async () => {
      await using database = await chinook()
      const { init, migrate, validate } = await wholeWay(database)
      expect(init?.code).toBe(0)
      expect(init?.data.leftOut).toEqual([])
      expect(init?.data.entities.map(({ entity, key }) => `${entity} ${key.pk} / ${key.sk}`)).toMatchSnapshot('keys')
      expect(init?.text.replaceAll(database.name, 'chinook')).toMatchSnapshot('file')
      expect(migrate).toMatchObject({ code: 0, totals: { read: 15_607, written: 15_607, rejected: 0, collapsed: 0 } })
      expect(validate).toEqual({ code: 0, differences: 0 })
    },
    patience,
  )

  test(
    'the mapping made by hand migrates and validates with 0 differences',
    async () => {
      await using database = await chinook()
      const { migrate, validate } = await wholeWay(database, { mapping: path.join(import.meta.dirname, 'mapping.ts') })
      expect(migrate).toMatchObject({ code: 0, totals: { rejected: 0, collapsed: 0 } })
      expect(validate).toEqual({ code: 0, differences: 0 })
    },
    patience,
  )
})
