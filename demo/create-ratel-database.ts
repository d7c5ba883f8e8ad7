import { readFile } from 'node:fs/promises'
import path from 'node:path'

export interface RatelDatabaseOptions {
  /** At least 40; about 25 items come out of each. */
  readonly users: number
  /**
   * `fresh`: as the application creates it today. `aged`: grown column by column, with NULLs and without unique
   * constraints.
   */
  readonly age: 'fresh' | 'aged'
}

/**
 * Creates Ratel's schema and fills it, deterministically, with every nasty case of the guide: duplicate pairs, NULLs of
 * aged columns, orphans, replies without a parent, 64-bit masks, empty strings, emoji, JSON null, items near and over
 * 400 KB. `query` runs SQL of several statements on an empty database, in one session, with the right to set
 * `session_replication_role`.
 */
export async function createRatelDatabase(
  query: (sql: string) => Promise<unknown>,
  options: RatelDatabaseOptions,
): Promise<void> {
  if (!Number.isInteger(options.users) || options.users < 40) throw new Error('a Ratel database has at least 40 users')
  await query(await sqlFile('ratel-schema.sql'))
  if (options.age === 'aged') await query(await sqlFile('ratel-aging.sql'))
  await query((await sqlFile('ratel-data.sql')).replaceAll(':users', String(options.users)))
  if (options.age === 'aged') await query(await sqlFile('ratel-aged-data.sql'))
  await query('analyze')
}

async function sqlFile(name: string): Promise<string> {
  return readFile(path.join(import.meta.dirname, name), 'utf8')
}
