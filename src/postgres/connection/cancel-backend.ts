import { Socket } from 'node:net'
import { createDriver } from './create-driver.ts'
import type { SourceConfig } from './source-config.ts'

/** Cancels what a backend of the same role is doing, over a connection of its own. */
export async function cancelBackend(config: SourceConfig, pid: number): Promise<void> {
  const socket = new Socket()
  const driver = await createDriver({ ...config, connectTimeoutMilliseconds: 2000 }, 'cancel', socket)
  driver.on('error', () => undefined)
  try {
    await driver.connect()
    await driver.query('SELECT pg_cancel_backend($1::int4)', [String(pid)])
    await driver.end()
  } finally {
    socket.destroy()
  }
}
