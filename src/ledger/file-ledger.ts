import { systemClock, type Clock } from '../clock.ts'
import { resolve } from 'node:path'
import type { EntityName, RunId } from '../brand.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import type { Chunk } from '../postgres/chunks/chunk.ts'
import { checkFileRights } from './check-file-rights.ts'
import { codeOf, nodeFiles, type DurableFiles } from './durable-files.ts'
import { GroupCommit } from './group-commit.ts'
import {
  addTotals,
  beginState,
  chunkState,
  describeChunk,
  finishedState,
  initialState,
  startedState,
  summaryOf,
  claimedState,
  type LedgerInit,
  type LedgerState,
} from './ledger-state.ts'
import type { ChunkResult, EntityPlan, Ledger, LedgerSummary, RunTotals, SnapshotRecord } from './ledger.ts'
import { OpenRanges } from './open-ranges.ts'
import { currentProcess, type ProcessRecord } from './process-record.ts'
import { rejectLine } from './reject-line.ts'
import { encodeStateFile, decodeStateFile } from './state-file.ts'
import { parseRunId, rejectsPath, runIdAt, statePath } from './state-path.ts'

export interface FileLedgerOptions {
  readonly files?: DurableFiles
  readonly now?: () => Date
  /** Times the gathering of commits. */
  readonly clock?: Clock
  /** Who is at work; a test puts another process here. */
  readonly process?: ProcessRecord
  /** Keeps no bound of what is done, which only people would read; those of what is still to do stay. */
  readonly hideBounds?: boolean
  /**
   * How long a commit waits for company. At a chunk or more per second and worker, 20 ms cost nothing and halve the
   * fsyncs.
   */
  readonly gatherMilliseconds?: number
}

/**
 * Makes the ledger of a new run in `directory`. Without an id it takes `migration_<epoch seconds>`, or the next second
 * whose name is free. Throws LEDGER_EXISTS for a named id that is taken, LEDGER_WRITE_FAILED.
 */
export async function createFileLedger(
  directory: string,
  init: LedgerInit & { readonly runId?: RunId },
  options: FileLedgerOptions = {},
): Promise<Ledger> {
  const files = options.files ?? nodeFiles
  const now = options.now ?? (() => new Date())
  const start = now()
  for (let second = Math.floor(start.getTime() / 1000); ; second += 1) {
    const runId = init.runId ?? runIdAt(second)
    const state = initialState(runId, init, options.process ?? currentProcess(), start.toISOString())
    if (await placeState(files, directory, state)) return new FileLedger(directory, state, options)
    if (init.runId !== undefined)
      throw new PgfoldError('LEDGER_EXISTS', { detail: runId, place: statePath(directory, runId) })
  }
}

/**
 * Opens the ledger of an earlier run to resume it. Changes nothing before `claim` or `begin`. Throws the LEDGER_
 * errors of `readState`.
 */
export async function openFileLedger(
  directory: string,
  runId: RunId,
  options: FileLedgerOptions = {},
): Promise<Ledger> {
  const files = options.files ?? nodeFiles
  const state = await readState(files, directory, runId)
  await checkRejectFile(files, rejectsPath(directory, runId))
  const size = (await files.size(rejectsPath(directory, runId))) ?? 0
  if (size < state.rejects.bytes) {
    throw new PgfoldError('LEDGER_REJECTS_LOST', {
      place: rejectsPath(directory, runId),
      detail: `${size} bytes where the state records ${state.rejects.bytes}`,
    })
  }
  return new FileLedger(directory, state, options)
}

/** The state of a run as it is on disk, at any time: while it runs, after its end, after a crash. */
export async function readLedger(
  directory: string,
  runId: RunId,
  files: DurableFiles = nodeFiles,
): Promise<LedgerSummary> {
  return summaryOf(await readState(files, directory, runId))
}

async function placeState(files: DurableFiles, directory: string, state: LedgerState): Promise<boolean> {
  // A reject file without its state belongs to a run whose state was taken away; its lines are not ours.
  if ((await files.size(rejectsPath(directory, state.runId))) !== null) return false
  try {
    await files.create(statePath(directory, state.runId), encodeStateFile(state))
    return true
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false
    throw writeFailed(statePath(directory, state.runId), cause)
  }
}

async function readState(files: DurableFiles, directory: string, runId: RunId): Promise<LedgerState> {
  const path = statePath(directory, parseRunId(runId))
  const { content, ...rights } = await files.read(path).catch((cause: unknown) => {
    const code = codeOf(cause)
    if (code === 'ENOENT')
      throw new PgfoldError('LEDGER_NOT_FOUND', { detail: `${runId} in ${resolve(directory)}`, place: path, cause })
    throw unreadable(path, cause)
  })
  checkFileRights(path, rights)
  return decodeStateFile(content, runId, path)
}

/** It is appended to and counted on, as the state is. */
async function checkRejectFile(files: DurableFiles, path: string): Promise<void> {
  const rights = await files.rights(path).catch((cause: unknown) => {
    throw unreadable(path, cause)
  })
  if (rights !== null) checkFileRights(path, rights)
}

function unreadable(path: string, cause: unknown): PgfoldError {
  const code = codeOf(cause)
  const reasons: Readonly<Record<string, string>> = {
    ELOOP: 'it is a symbolic link',
    NOT_A_FILE: 'it is a pipe, a device or a folder, no regular file',
  }
  return new PgfoldError('LEDGER_UNREADABLE', {
    detail: code === null ? 'unknown reason' : (reasons[code] ?? code),
    place: path,
    cause,
  })
}

function writeFailed(path: string, cause: unknown): PgfoldError {
  const code = codeOf(cause)
  return new PgfoldError('LEDGER_WRITE_FAILED', {
    detail: code === 'ENOSPC' ? 'no space left on the device' : (code ?? 'unknown reason'),
    place: path,
    cause,
  })
}

/** One process writes; the run lock on the target keeps a second one away. */
class FileLedger implements Ledger {
  readonly #directory: string
  readonly #files: DurableFiles
  readonly #now: () => Date
  readonly #process: ProcessRecord
  readonly #commits: GroupCommit<ChunkResult>
  readonly #hideBounds: boolean
  readonly #started = new Set<EntityName>()
  readonly #totalsBefore: RunTotals
  #plans: ReadonlyMap<EntityName, OpenRanges> = new Map()
  #totals: RunTotals
  #state: LedgerState

  constructor(directory: string, state: LedgerState, options: FileLedgerOptions) {
    this.#directory = directory
    this.#state = state
    this.#files = options.files ?? nodeFiles
    this.#now = options.now ?? (() => new Date())
    this.#process = options.process ?? currentProcess()
    this.#hideBounds = options.hideBounds ?? false
    this.#totalsBefore = state.totals
    this.#totals = state.totals
    this.#commits = new GroupCommit(
      options.gatherMilliseconds ?? 20,
      (batch) => this.#commit(batch),
      options.clock ?? systemClock,
    )
  }

  get summary(): LedgerSummary {
    return summaryOf(this.#state)
  }

  async claim(): Promise<void> {
    await this.#save(claimedState(this.#state, this.#process, this.#now().toISOString()))
  }

  async begin(
    plan: readonly EntityPlan[],
    snapshot: SnapshotRecord,
    watched: LedgerSummary['watched'] = null,
  ): Promise<void> {
    const open = this.#state.entities.filter((entity) => entity.pending.length > 0).map((entity) => entity.entity)
    const planned = new Set(plan.map((entity) => entity.entity))
    const forgotten = open.filter((entity) => !planned.has(entity))
    if (forgotten.length > 0) throw new PgfoldError('LEDGER_MISUSED', { detail: `no plan for ${forgotten.join(', ')}` })
    await this.#cutRejects()
    this.#plans = new Map(plan.map(({ entity, pending }) => [entity, new OpenRanges(pending)]))
    await this.#save(beginState(this.#state, plan, { snapshot, watched }, this.#process, this.#now().toISOString()))
  }

  chunkStarted(chunk: Chunk): void {
    if (this.#plans.get(chunk.entity)?.start(chunk) !== true) {
      throw new PgfoldError('LEDGER_MISUSED', { detail: `a chunk that is not pending: ${describeChunk(chunk)}` })
    }
    this.#started.add(chunk.entity)
  }

  setTotals(totals: RunTotals): void {
    this.#totals = addTotals(this.#totalsBefore, totals)
  }

  async chunkDone(result: ChunkResult): Promise<void> {
    if (this.#plans.get(result.chunk.entity)?.knows(result.chunk) !== true) {
      throw new PgfoldError('LEDGER_MISUSED', {
        detail: `a chunk that was not started: ${describeChunk(result.chunk)}`,
      })
    }
    await this.#commits.add(result)
  }

  async finish(
    status: 'Completed' | 'Failed' | 'Paused',
    error: { code: string; message: string } | null,
  ): Promise<void> {
    await this.#commits.settled()
    const now = this.#now().toISOString()
    const state = startedState({ ...this.#state, totals: this.#totals }, this.#started, now)
    const open = state.entities.filter((entity) => entity.pending.length > 0)
    if (status === 'Completed' && open.length > 0) {
      throw new PgfoldError('LEDGER_MISUSED', {
        detail: `not everything is done: ${open.map((entity) => entity.entity).join(', ')}`,
      })
    }
    await this.#save(finishedState(state, status, error, now))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#commits.settled()
  }

  /** Rejects first, then the state that counts them: the state never names a line that could be lost. */
  async #commit(batch: readonly ChunkResult[]): Promise<void> {
    const now = this.#now().toISOString()
    let state = startedState({ ...this.#state, totals: this.#totals }, this.#started, now)
    let lines = ''
    let lineCount = 0
    for (const result of batch) {
      const plan = this.#plans.get(result.chunk.entity)
      if (plan === undefined || !plan.markDone(result.chunk)) continue
      state = chunkState(state, result, this.#hideBounds ? { pending: plan.pending, bound: null } : plan, now)
      lines += result.rejected.map(rejectLine).join('')
      lineCount += result.rejected.length
    }
    if (lineCount > 0) {
      const bytes = Buffer.from(lines)
      await this.#appendRejects(bytes)
      state = {
        ...state,
        rejects: { bytes: state.rejects.bytes + bytes.length, lines: state.rejects.lines + lineCount },
      }
    }
    await this.#save(state)
  }

  async #save(state: LedgerState): Promise<void> {
    const path = statePath(this.#directory, state.runId)
    try {
      await this.#files.replace(path, encodeStateFile(state))
    } catch (cause) {
      throw writeFailed(path, cause)
    }
    this.#state = state
  }

  async #appendRejects(bytes: Uint8Array): Promise<void> {
    const path = rejectsPath(this.#directory, this.#state.runId)
    try {
      await this.#files.append(path, this.#state.rejects.bytes, bytes)
    } catch (cause) {
      throw writeFailed(path, cause)
    }
  }

  /** Lines past the recorded length belong to chunks that were not durable and will be done again. */
  async #cutRejects(): Promise<void> {
    const path = rejectsPath(this.#directory, this.#state.runId)
    try {
      const size = await this.#files.size(path)
      if (size !== null && size > this.#state.rejects.bytes) await this.#files.truncate(path, this.#state.rejects.bytes)
    } catch (cause) {
      throw writeFailed(path, cause)
    }
  }
}
