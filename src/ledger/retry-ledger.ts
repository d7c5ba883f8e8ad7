import type { EntityName, RunId } from '../brand.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { nodeFiles, type DurableFiles } from './durable-files.ts'
import { checkRejectFile, readState, writeFailed } from './file-ledger.ts'
import { addCounts, addTotals, summaryOf, type EntityState, type LedgerState } from './ledger-state.ts'
import type { LedgerSummary, RunTotals, SnapshotRecord } from './ledger.ts'
import { readRejects, type RejectRecord } from './read-rejects.ts'
import { encodeStateFile } from './state-file.ts'
import { rejectsPath, statePath } from './state-path.ts'

/** By how much the figures of one entity change; negative: less. */
export interface EntityChange {
  readonly read: number
  readonly written: number
  readonly collapsed: number
  readonly rejected: number
  readonly bytes: number
  readonly writeUnits: number
  /** As in `EntityProgress`, of the items that were added. */
  readonly indexKeysSkipped: Readonly<Record<string, number>>
  readonly oversize: Readonly<Record<string, number>>
}

export interface RetryOutcome {
  /** The lines that the reject file has from now on, each with its line end. */
  readonly lines: readonly string[]
  readonly changes: ReadonlyMap<EntityName, EntityChange>
  readonly snapshot: SnapshotRecord
  readonly totals: RunTotals
}

/** The record of a complete run whose rejected rows are tried again. One process has it: the run lock is held. */
export interface RetryLedger {
  readonly summary: LedgerSummary
  readonly rejects: readonly RejectRecord[]
  /**
   * Replaces reject file and figures together: whatever ends the process, both are old or both are new (the next
   * `openRetryLedger` completes what was begun).
   */
  commit(outcome: RetryOutcome): Promise<void>
}

/** Opens the ledger of a complete run. Throws the LEDGER_ errors of reading a state, LEDGER_REJECTS_LOST and _UNREADABLE. */
export async function openRetryLedger(
  directory: string,
  runId: RunId,
  options: { readonly files?: DurableFiles; readonly now?: () => Date } = {},
): Promise<RetryLedger> {
  const files = options.files ?? nodeFiles
  const now = options.now ?? (() => new Date())
  const path = rejectsPath(directory, runId)
  let state = await placeStaged(files, directory, await readState(files, directory, runId))
  const rejects = state.rejects.bytes === 0 ? [] : await readRecorded(files, path, state)
  return {
    rejects,
    get summary() {
      return summaryOf(state)
    },
    async commit(outcome) {
      const content = Buffer.from(outcome.lines.join(''))
      await writing(stagedPath(path), () => files.replace(stagedPath(path), content))
      const next = changedState(state, outcome, content.length, now().toISOString())
      await save(files, directory, next)
      state = await placeStaged(files, directory, next)
    },
  }
}

/** Beside the reject file until the state counts its lines. */
function stagedPath(path: string): string {
  return `${path}.next`
}

/** The second half of a commit: the staged file, if it is still there, takes the reject file's place. */
async function placeStaged(files: DurableFiles, directory: string, state: LedgerState): Promise<LedgerState> {
  if (!state.rejects.staged) return state
  const path = rejectsPath(directory, state.runId)
  await writing(path, async () => {
    if ((await files.size(stagedPath(path))) !== null) await files.move(stagedPath(path), path)
  })
  const placed = { ...state, rejects: { ...state.rejects, staged: false } }
  await save(files, directory, placed)
  return placed
}

async function readRecorded(files: DurableFiles, path: string, state: LedgerState): Promise<readonly RejectRecord[]> {
  await checkRejectFile(files, path)
  const size = (await files.size(path)) ?? 0
  if (size < state.rejects.bytes)
    throw new PgfoldError('LEDGER_REJECTS_LOST', {
      place: path,
      detail: `${size} bytes where the state records ${state.rejects.bytes}`,
    })
  const { content } = await files.read(path)
  return readRejects(content.subarray(0, state.rejects.bytes), path)
}

async function save(files: DurableFiles, directory: string, state: LedgerState): Promise<void> {
  const path = statePath(directory, state.runId)
  await writing(path, () => files.replace(path, encodeStateFile(state)))
}

async function writing(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (cause) {
    throw writeFailed(path, cause)
  }
}

function changedState(state: LedgerState, outcome: RetryOutcome, bytes: number, now: string): LedgerState {
  return {
    ...state,
    updatedAt: now,
    snapshots: [...state.snapshots, outcome.snapshot],
    totals: addTotals(state.totals, outcome.totals),
    rejects: { bytes, lines: outcome.lines.length, staged: true },
    entities: state.entities.map((entity) => {
      const change = outcome.changes.get(entity.entity)
      return change === undefined ? entity : changedEntity(entity, change)
    }),
  }
}

function changedEntity(entity: EntityState, change: EntityChange): EntityState {
  return {
    ...entity,
    // Of a complete entity these three are one figure.
    total: entity.total + change.read,
    counted: entity.counted + change.read,
    read: entity.read + change.read,
    written: entity.written + change.written,
    collapsed: entity.collapsed + change.collapsed,
    rejected: entity.rejected + change.rejected,
    bytes: entity.bytes + change.bytes,
    writeUnits: entity.writeUnits + change.writeUnits,
    indexKeysSkipped: addCounts(entity.indexKeysSkipped, change.indexKeysSkipped),
    oversize: addCounts(entity.oversize, change.oversize),
  }
}
