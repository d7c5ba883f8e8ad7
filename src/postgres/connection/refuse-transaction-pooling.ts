import type pg from 'pg'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { secondSession } from './second-session.ts'
import { describeSource, type SourceConfig } from './source-config.ts'
import { toSourceError } from './source-error.ts'

/** A pooler with no server connection to spare makes the second session wait; then there is nothing to see. */
const limitMs = 5000

/** Other clients of the pool can make one round show nothing. */
const rounds = 5

/**
 * Refuses a pooler that gives each transaction another backend. While our session is open, its backend belongs to it
 * alone, unless the pooler lends it out between transactions: then a second session gets the same backend (a pooler that
 * hands out the one that was free last), or the next statement of the first session another one (a pooler that goes
 * round, or that the second session has taken it from). Either proves it; session mode shows neither.
 *
 * Throws SOURCE_TRANSACTION_POOLING
 */
export async function refuseTransactionPooling(config: SourceConfig, driver: pg.Client, pid: number): Promise<void> {
  const pids = await secondSession(config, 'pooling', limitMs, async (second) => {
    const seen = { first: [pid], second: [] as number[] }
    for (let round = 0; round < rounds; round += 1) {
      // Within a transaction: the backend is the second session's until it ends.
      await second.query('BEGIN READ ONLY')
      seen.second.push(await backendPid(second))
      // Not asked in vain: with one backend in the pool, the first session would wait for the second.
      if (isShared(seen)) break
      seen.first.push(await backendPid(driver))
      await second.query('ROLLBACK')
      if (isShared(seen)) break
    }
    return seen
  }).catch((error: unknown) => {
    const known = toSourceError(error, config)
    // Statement mode refuses the BEGIN.
    if (known.code === 'SOURCE_TRANSACTION_POOLING') throw known
    // No connection is left: that is said by whoever needs one.
    return null
  })
  if (pids === null || !isShared(pids)) return
  throw new PgfoldError('SOURCE_TRANSACTION_POOLING', { detail: describeSource(config) })
}

function isShared({
  first,
  second,
}: {
  readonly first: readonly number[]
  readonly second: readonly number[]
}): boolean {
  return new Set(first).size > 1 || second.some((pid) => first.includes(pid))
}

async function backendPid(driver: pg.Client): Promise<number> {
  const { rows } = await driver.query<[string]>({ text: 'SELECT pg_backend_pid()', rowMode: 'array' })
  return Number(rows[0]?.[0])
}
