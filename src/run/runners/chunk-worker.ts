import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { concealSourceConfig } from '../../postgres/connection/source-config.ts'
import { fromPlainError, toPlainError } from './plain-error.ts'
import { openLocalRunner } from './local-runner.ts'
import type { ThreadMessage, ThreadSetup, ThreadRequest } from './thread-messages.ts'

/**
 * The entry of a worker thread: a local runner of its own behind messages. Only chunks, results and events cross over;
 * rows and items stay here.
 */
async function serve(port: MessagePort, setup: ThreadSetup): Promise<void> {
  const send = (message: ThreadMessage): void => port.postMessage(message)
  await using runner = await openLocalRunner({
    ...setup,
    source: concealSourceConfig(setup.source),
    onEvent: (event) => send({ kind: 'event', event }),
  })
  const cuts = new Map<number, AbortController>()
  const closed = Promise.withResolvers<void>()

  const run = async (message: ThreadRequest & { kind: 'run' }): Promise<void> => {
    const cut = new AbortController()
    cuts.set(message.id, cut)
    try {
      const result = await runner.run(message.chunk, cut.signal, (progress) =>
        send({ kind: 'progress', id: message.id, progress }),
      )
      send({ kind: 'done', id: message.id, result, totals: runner.totals })
    } catch (error) {
      send({ kind: 'failed', id: message.id, error: toPlainError(error), totals: runner.totals })
    } finally {
      cuts.delete(message.id)
    }
  }

  port.on('message', (message: ThreadRequest) => {
    switch (message.kind) {
      case 'run':
        void run(message)
        return
      case 'cut':
        cuts.get(message.id)?.abort(fromPlainError(message.reason))
        return
      case 'close':
        closed.resolve()
    }
  })
  send({ kind: 'ready' })
  await closed.promise
}

if (parentPort === null) throw new Error('chunk-worker.ts runs in a worker thread only')
const port = parentPort
try {
  await serve(port, workerData)
} catch (error) {
  const refused: ThreadMessage = { kind: 'refused', error: toPlainError(error) }
  port.postMessage(refused)
} finally {
  port.close()
}
