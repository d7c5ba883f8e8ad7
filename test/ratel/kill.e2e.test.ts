import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runCommand, startCommand } from '../run-command.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { itemsByHand } from './items-by-hand.ts'
import { differences, ratelDatabase, ratelTable, readTable, readTables } from './ratel-database.ts'

/** `PGFOLD_KILL_USERS=8000` gives the 200,000 items of the long form. */
const users = Number(process.env.PGFOLD_KILL_USERS ?? 400)
const kills = 10

interface State {
  readonly total_records: number
  readonly pgfold: { readonly entities: readonly { readonly read: number }[] }
}

const durableRows = (state: State) => state.pgfold.entities.reduce((sum, entity) => sum + entity.read, 0)

test('killed ten times, resumed each time: the same table, and nothing durable is read again', async () => {
  await using database = await ratelDatabase(users, 'aged')
  await using table = await ratelTable()
  await using folder = await temporaryFolder()
  const env = { ...table.environment, DATABASE_URL: database.url }
  const stateFile = async () => (await readdir(folder.path)).find((name) => /^migration_state_.*\.json$/.test(name))
  const state = async () =>
    JSON.parse(await readFile(path.join(folder.path, (await stateFile()) ?? ''), 'utf8')) as State
  const common = ['--page-size', '200', '--log-format', 'ndjson']
  let id = ''
  let killed = 0
  let before = 0
  let seed = 7

  for (let attempt = 0; ; attempt += 1) {
    const run = startCommand('migrate_to_dynamo', id === '' ? ['migrate', ...common] : ['resume', id, ...common], {
      cwd: folder.path,
      env,
    })
    if (killed < kills) {
      // The instant is random but the same in every run of the test: at least one chunk must have become durable since
      // the last kill.
      seed = (seed * 48271) % 2147483647
      while (run.child.exitCode === null && ((await stateFile()) === undefined || durableRows(await state()) <= before))
        await sleep(10)
      await sleep(seed % 150)
      if (run.child.exitCode === null) {
        run.child.kill('SIGKILL')
        killed += 1
      }
    }
    const result = await run.end
    id ||= /migration_state_(.*)\.json/.exec((await stateFile()) ?? '')?.[1] ?? ''
    const now = await state()
    expect(durableRows(now), 'progress never falls back').toBeGreaterThanOrEqual(before)
    const events = result.stderr
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as { type: string; done?: number; read?: number }]
        } catch {
          return []
        } // The last line may be cut by the kill.
      })
    const planned = events.find((event) => event.type === 'planned')
    if (planned !== undefined) expect(planned.done, 'a resume starts where the ledger stood').toBe(before)
    before = durableRows(now)
    if (result.signal === 'SIGKILL') continue
    expect(result, result.stderr).toMatchObject({ code: 2 })
    const read = events
      .filter((event) => event.type === 'chunk-done')
      .reduce((sum, event) => sum + (event.read ?? 0), 0)
    expect(read, 'the last attempt reads exactly what was not durable').toBe(now.total_records - (planned?.done ?? 0))
    break
  }
  expect(killed).toBe(kills)
  expect(before).toBe((await state()).total_records)
  expect(differences(itemsByHand(await readTables(database.url)).items, await readTable(table))).toEqual([])
  expect(await runCommand('validate_migration', ['all'], { cwd: folder.path, env })).toMatchObject({ code: 0 })
}, 900_000)
