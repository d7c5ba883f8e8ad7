import { Socket } from 'node:net'
import type pg from 'pg'
import { createDriver } from './create-driver.ts'
import type { SourceConfig } from './source-config.ts'

/**
 * Does something over a short session of its own, and cuts it when it is not done in time. For questions about another
 * session that does not answer itself. Throws what driver and server say, or an error of the time limit.
 */
export async function secondSession<T>(
  config: SourceConfig,
  role: string,
  limitMs: number,
  work: (driver: pg.Client) => Promise<T>,
): Promise<T> {
  const socket = new Socket()
  const connectTimeoutMs = Math.min(config.connectTimeoutMs, limitMs)
  const driver = await createDriver({ ...config, connectTimeoutMs }, role, socket)
  driver.on('error', () => undefined)
  const limit = setTimeout(() => socket.destroy(new Error(`no answer within ${limitMs} ms`)), limitMs)
  try {
    await driver.connect()
    const result = await work(driver)
    await driver.end()
    return result
  } finally {
    clearTimeout(limit)
    socket.destroy()
  }
}
