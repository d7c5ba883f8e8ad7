import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { runCommand, type CommandEnd } from '../../test/run-command.ts'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import { migrate } from './migrate.ts'
import { itemsOf, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'
import { shopMapping } from './small-shop.mapping.fixture.ts'

vi.setConfig({ testTimeout: 300_000 })

/** What a killed process had sent may still arrive. */
async function settledItems(table: Parameters<typeof itemsOf>[0]): ReturnType<typeof itemsOf> {
  for (let before = await itemsOf(table); ;) {
    await sleep(500)
    const now = await itemsOf(table)
    if (now.length === before.length) return now
    before = now
  }
}

it('the command of a killed run names it; --continue goes on with it, over a new snapshot, and not by other rules', async () => {
  await using database = await shopDatabase()
  await using table = await shopTable()
  await using fresh = await shopTable()
  await using folder = await temporaryFolder()
  const { definition } = shopMapping
  const { MEMBER: _left, ...others } = definition.entities
  await writeFile(path.join(folder.path, 'pgfold.mapping.json'), JSON.stringify(definition))
  await writeFile(path.join(folder.path, 'other.json'), JSON.stringify({ ...definition, entities: others }))
  const migrateAgain = (words: readonly string[], failpoint = ''): Promise<CommandEnd> =>
    runCommand('pgfold', ['migrate', '--page-size', '100', ...words], {
      cwd: folder.path,
      env: { ...table.environment, DATABASE_URL: database.url, PGFOLD_FAILPOINT: failpoint },
    })

  expect(await migrateAgain([], 'ledger.committed:6:kill')).toMatchObject({ code: null, signal: 'SIGKILL' })
  const id = /migration_\d+/.exec((await readdir(folder.path)).join(' '))?.[0] ?? 'no id'
  const loaded = await settledItems(table)
  expect(loaded.length).toBeGreaterThan(100)

  const again = await migrateAgain([])
  expect(again).toMatchObject({ code: 78, stdout: '' })
  expect(again.stderr).toContain('RUN_UNFINISHED')
  expect(again.stderr).toContain(id)
  expect(again.stderr).toContain('--continue')
  const other = await migrateAgain(['--continue', '--mapping', 'other.json'])
  expect(other).toMatchObject({ code: 78, stderr: expect.stringContaining('RUN_OTHER_MAPPING') })
  expect(await itemsOf(table)).toEqual(loaded)

  // The snapshot of the killed process is gone; the source has moved on.
  await database.query(`
    UPDATE members SET name = 'renamed ' || id; DELETE FROM likes WHERE id % 7 = 0;
    INSERT INTO notes SELECT 3000000 + n, 1, 'late' FROM generate_series(1, 50) n
  `)
  const continued = await migrateAgain(['--continue'])
  expect(continued).toMatchObject({ code: 2, signal: null })
  expect(continued.stdout).toContain(id)
  await using elsewhere = await temporaryFolder()
  await migrate(shopOptions(database, fresh, elsewhere.path), () => undefined, new AbortController().signal)
  const isRight = JSON.stringify(await itemsOf(table)) === JSON.stringify(await itemsOf(fresh))
  // Rows of two moments may lie in the table, and then that is said with the way to be sure.
  if (!isRight) expect(continued.stderr).toMatch(/Warning: .*validate all/)
})
