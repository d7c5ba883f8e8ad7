import { systemClock, type Clock } from '../clock.ts'
import { resolve } from 'node:path'
import type { EntityName, RunId } from '../brand.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import type { Chunk } from '../postgres/chunks/chunk.ts'
import { failpoint } from '../failpoint.ts'
import { checkFileRights } from './check-file-rights.ts'
import type { DurableFiles, FileRights } from './durable-files.ts'
import { codeOf } from './file-error.ts'
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
import { ledgerFiles } from './ledger-files.ts'
import { OpenRanges } from './open-ranges.ts'
import { currentProcess, type ProcessRecord } from './process-record.ts'
import type { RunOrigin } from './run-origin.ts'
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
  readonly gatherMs?: number
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
  const files = options.files ?? ledgerFiles
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
  const files = options.files ?? ledgerFiles
  const state = await readState(files, directory, runId)
  const rejects = rejectsPath(directory, runId)
  const size = (await checkRejectFile(files, rejects)) ?? 0
  if (size < state.rejects.bytes) throw rejectsLost(rejects, size, state)
  return new FileLedger(directory, state, options)
}

/** The state of a run as it is on disk, at any time: while it runs, after its end, after a crash. */
export async function readLedger(
  directory: string,
  runId: RunId,
  files: DurableFiles = ledgerFiles,
): Promise<LedgerSummary> {
  return summaryOf(await readState(files, directory, runId))
}

async function placeState(files: DurableFiles, directory: string, state: LedgerState): Promise<boolean> {
  try {
    // A reject file without its state belongs to a run whose state was taken away; its lines are not ours.
    if ((await files.size(rejectsPath(directory, state.runId))) !== null) return false
    await files.create(statePath(directory, state.runId), encodeStateFile(state))
    return true
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false
    throw writeFailed(statePath(directory, state.runId), cause)
  }
}

/** The state as it is on disk. Throws LEDGER_NOT_FOUND, LEDGER_UNREADABLE and the errors of `decodeStateFile`. */
export async function readState(files: DurableFiles, directory: string, runId: RunId): Promise<LedgerState> {
  const path = statePath(directory, parseRunId(runId))
  const { content, ...rights } = await files.read(path).catch((cause: unknown) => {
    const code = codeOf(cause)
    if (code === 'ENOENT')
      throw new PgfoldError('LEDGER_NOT_FOUND', { detail: `${runId} in ${resolve(directory)}`, place: path, cause })
    throw unreadable(path, cause)
  })
  await requireOwn(files, path, rights)
  return decodeStateFile(content, runId, path)
}

/** It is appended to and counted on, as the state is. Gives its size, null where there is none. */
export async function checkRejectFile(files: DurableFiles, path: string): Promise<number | null> {
  try {
    const rights = await files.rights(path, 'to write')
    if (rights !== null) await requireOwn(files, path, rights)
    return await files.size(path)
  } catch (cause) {
    throw cause instanceof PgfoldError ? cause : unreadable(path, cause)
  }
}

/**
 * A mount that gives every file one mode and one owner (vfat, SMB, shared folders of virtual machines) says nothing of
 * who may use it. That it is one is found by making a file.
 */
async function requireOwn(files: DurableFiles, path: string, rights: FileRights): Promise<void> {
  try {
    checkFileRights(path, rights)
  } catch (error) {
    const made = await files.probe(path).catch(() => null)
    if (made === null || (made.mode & 0o077) === 0) throw error
    if ((rights.mode & ~made.mode) !== 0 || rights.owner !== made.owner) throw error
  }
}

function rejectsLost(path: string, size: number, { rejects }: LedgerState): PgfoldError {
  return new PgfoldError('LEDGER_REJECTS_LOST', {
    place: path,
    detail: `${size} bytes where the state records ${rejects.bytes}`,
  })
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

export function writeFailed(path: string, cause: unknown): PgfoldError {
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
    this.#files = options.files ?? ledgerFiles
    this.#now = options.now ?? (() => new Date())
    this.#process = options.process ?? currentProcess()
    this.#hideBounds = options.hideBounds ?? false
    this.#totalsBefore = state.totals
    this.#totals = state.totals
    this.#commits = new GroupCommit(
      options.gatherMs ?? 20,
      (batch) => this.#commit(batch),
      options.clock ?? systemClock,
    )
  }

  get summary(): LedgerSummary {
    return summaryOf(this.#state)
  }

  async claim(origin: RunOrigin): Promise<void> {
    // Best effort: what a killed process was writing takes room, and does no other harm.
    await this.#files.sweep(statePath(this.#directory, this.#state.runId)).catch(() => undefined)
    await this.#save(claimedState(this.#state, this.#process, origin, this.#now().toISOString()))
    failpoint('ledger.claimed')
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
    failpoint('ledger.begun')
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
    failpoint('ledger.finish')
    await this.#save(finishedState(state, status, error, now))
    failpoint('ledger.finished')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#commits.settled()
  }

  /** Rejects first, then the state that counts them: the state never names a line that could be lost. */
  async #commit(batch: readonly ChunkResult[]): Promise<void> {
    failpoint('ledger.commit')
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
        rejects: {
          bytes: state.rejects.bytes + bytes.length,
          lines: state.rejects.lines + lineCount,
          staged: false,
        },
      }
    }
    await this.#save(state)
    failpoint('ledger.committed')
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
    failpoint('reject.append')
    try {
      await this.#files.append(path, this.#state.rejects.bytes, bytes)
    } catch (cause) {
      const size = await this.#files.size(path).catch(() => null)
      if (this.#state.rejects.bytes > (size ?? 0)) throw rejectsLost(path, size ?? 0, this.#state)
      throw writeFailed(path, cause)
    }
    failpoint('reject.stored')
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
