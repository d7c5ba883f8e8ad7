import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { runCommand } from '../run-command.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { itemsByHand } from './items-by-hand.ts'
import { differences, ratelDatabase, ratelTable, readTable, readTables } from './ratel-database.ts'

/** `PGFOLD_RATEL_USERS=2000` gives the 50,000 items of the long form. */
const users = Number(process.env.PGFOLD_RATEL_USERS ?? 120)

test.each(['fresh', 'aged'] as const)(
  'the guide moves a %s Ratel database, item by item as derived by hand',
  async (age) => {
    await using database = await ratelDatabase(users, age)
    await using table = await ratelTable()
    await using folder = await temporaryFolder()
    const env = { ...table.environment, DATABASE_URL: database.url }

    const migrated = await runCommand('migrate_to_dynamo', ['migrate'], { cwd: folder.path, env })
    expect(migrated, migrated.stderr).toMatchObject({ code: 2 })

    const byHand = itemsByHand(await readTables(database.url))
    expect(differences(byHand.items, await readTable(table))).toEqual([])

    const rejects = (await readdir(folder.path)).find((name) => name.startsWith('migration_errors_')) ?? ''
    const lines = (await readFile(path.join(folder.path, rejects), 'utf8')).trim().split('\n')
    const rejected = lines
      .map((line) => JSON.parse(line) as { entity: string; source_key: { id: string } })
      .map((line) => `${line.entity}:${line.source_key.id}`)
    expect(rejected.toSorted()).toEqual([...byHand.rejected].toSorted())

    const validated = await runCommand('validate_migration', ['all'], { cwd: folder.path, env })
    expect(validated, validated.stderr).toMatchObject({ code: 0 })
  },
  240_000,
)
