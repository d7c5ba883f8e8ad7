import { Worker } from 'node:worker_threads'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { ChunkResult, RunTotals } from '../../ledger/ledger.ts'
import type { Chunk } from '../../postgres/chunks/chunk.ts'
import { revealSourceConfig } from '../../postgres/connection/source-config.ts'
import type { OnProgress } from './chunk-progress.ts'
import type { ChunkRunner, RunnerOptions } from './chunk-runner.ts'
import { fromPlainError, toPlainError } from './plain-error.ts'
import type { ThreadMessage, ThreadSetup, ThreadRequest } from './thread-messages.ts'

/** The same file as source (Node strips the types) and compiled. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './chunk-worker.ts' : './chunk-worker.js', import.meta.url)

/** For the reason of bound-heap.ts. */
const maxYoungGenerationSizeMb = 6

/** A thread that does not end by itself in this time is cut; its sessions on the server then end with their sockets. */
const closeMs = 5000

/** Starts a thread that reads, encodes and writes its own chunks. Resolves when it is ready. */
export async function openThreadRunner(options: RunnerOptions): Promise<ChunkRunner> {
  const { mapping, source, target, snapshotId, limits } = options
  const setup: ThreadSetup = { mapping, source: revealSourceConfig(source), target, snapshotId, limits }
  const runner = new ThreadRunner(
    new Worker(entry, { workerData: setup, name: 'pgfold-chunks', resourceLimits: { maxYoungGenerationSizeMb } }),
    options,
  )
  await runner.ready
  return runner
}

class ThreadRunner implements ChunkRunner {
  readonly width: number
  readonly ready: Promise<void>
  readonly #worker: Worker
  readonly #onEvent: RunnerOptions['onEvent']
  readonly #running = new Map<number, PromiseWithResolvers<ChunkResult>>()
  /** Kept after a failure, until the thread ends. */
  readonly #onProgress = new Map<number, OnProgress>()
  readonly #ended: Promise<void>
  #nextId = 0
  #totals: RunTotals = { requests: 0, retries: 0, throttles: 0, unprocessed: 0 }
  /** Why no chunk can be run any more. */
  #over: Error | null = null

  constructor(worker: Worker, { limits, onEvent }: RunnerOptions) {
    this.width = limits.width
    this.#worker = worker
    this.#onEvent = onEvent
    const ready = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<void>()
    this.ready = ready.promise
    this.#ended = ended.promise
    const over = (error: Error): void => {
      this.#over ??= error
      ready.reject(this.#over)
      for (const running of this.#running.values()) running.reject(this.#over)
      this.#running.clear()
    }
    worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'ready') ready.resolve()
      else if (message.kind === 'refused') over(fromPlainError(message.error))
      else this.#receive(message)
    })
    worker.on('error', (cause) =>
      over(
        new PgfoldError('RUN_THREAD_DIED', { detail: cause instanceof Error ? cause.name : 'unknown reason', cause }),
      ),
    )
    worker.on('exit', (code) => {
      over(new PgfoldError('RUN_THREAD_DIED', { detail: `exit code ${code}` }))
      ended.resolve()
    })
  }

  get totals(): RunTotals {
    return this.#totals
  }

  async run(chunk: Chunk, signal: AbortSignal, onProgress: OnProgress): Promise<ChunkResult> {
    signal.throwIfAborted()
    if (this.#over !== null) throw this.#over
    const id = this.#nextId
    this.#nextId += 1
    const running = Promise.withResolvers<ChunkResult>()
    this.#running.set(id, running)
    this.#onProgress.set(id, onProgress)
    const cut = (): void => this.#send({ kind: 'cut', id, reason: toPlainError(signal.reason) })
    signal.addEventListener('abort', cut, { once: true })
    this.#send({ kind: 'run', id, chunk })
    try {
      return await running.promise
    } finally {
      signal.removeEventListener('abort', cut)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#send({ kind: 'close' })
    const force = setTimeout(() => void this.#worker.terminate(), closeMs)
    await this.#ended
    clearTimeout(force)
  }

  #receive(message: ThreadMessage & { kind: 'done' | 'failed' | 'progress' | 'event' }): void {
    if (message.kind === 'event') {
      this.#onEvent(message.event)
      return
    }
    if (message.kind === 'progress') {
      this.#onProgress.get(message.id)?.(message.progress)
      return
    }
    this.#totals = message.totals
    const running = this.#running.get(message.id)
    this.#running.delete(message.id)
    if (message.kind === 'done') {
      this.#onProgress.delete(message.id)
      running?.resolve(message.result)
    } else running?.reject(fromPlainError(message.error))
  }

  #send(message: ThreadRequest): void {
    this.#worker.postMessage(message)
  }
}
