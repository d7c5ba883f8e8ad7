import { readdir } from 'node:fs/promises'
import type { TargetIdentity } from '../dynamodb/table/target-identity.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { codeOf } from './file-error.ts'
import { readLedger } from './file-ledger.ts'
import type { LedgerSummary } from './ledger.ts'
import { parseRunId } from './state-path.ts'

export interface UnfinishedRuns {
  /** Oldest first. */
  readonly runs: readonly LedgerSummary[]
  /** State files of which nobody can say what they are about. */
  readonly unreadable: readonly string[]
}

const stateFileName = /^migration_state_(migration_\d{1,15})\.json$/

/**
 * The runs in a state directory that were to fill exactly this table and have not been completed. A table that was
 * deleted and created again is another table.
 */
export async function unfinishedRuns(directory: string, target: TargetIdentity): Promise<UnfinishedRuns> {
  const runs: LedgerSummary[] = []
  const completed: LedgerSummary[] = []
  const unreadable: string[] = []
  for (const name of (await namesIn(directory)).toSorted()) {
    const id = stateFileName.exec(name)?.[1]
    if (id === undefined) continue
    try {
      const run = await readLedger(directory, parseRunId(id))
      if (run.target.arn !== target.arn || run.target.createdAt !== target.createdAt) continue
      ;(run.status === 'Completed' ? completed : runs).push(run)
    } catch (error) {
      // A run that was tidied away meanwhile is none.
      if (!(error instanceof PgfoldError)) throw error
      if (error.code !== 'LEDGER_NOT_FOUND') unreadable.push(name)
    }
  }
  return { runs: runs.filter((run) => !completed.some((later) => supersedes(later, run))), unreadable }
}

/** A later run has loaded all that this one was to load. */
function supersedes(later: LedgerSummary, run: LedgerSummary): boolean {
  const loaded = new Set(later.entities.map(({ entity }) => entity))
  return later.startedAt > run.startedAt && run.entities.every(({ entity }) => loaded.has(entity))
}

/** A directory that is not there holds nothing; that it cannot be written is said by the check of it. */
async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    if (codeOf(error) === null) throw error
    return []
  }
}
