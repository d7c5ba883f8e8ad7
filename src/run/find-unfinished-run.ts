import type { RunId } from '../brand.ts'
import { describeUnfinished } from '../doctor/unfinished-run.ts'
import { describeTable } from '../dynamodb/table/describe-table.ts'
import { targetIdentity } from '../dynamodb/table/target-identity.ts'
import { dynamoDbClient } from '../dynamodb/transport/dynamodb-client.ts'
import type { TargetConfig } from '../dynamodb/transport/target-config.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import type { LedgerSummary } from '../ledger/ledger.ts'
import { unfinishedRuns } from '../ledger/unfinished-runs.ts'

export interface SoughtRun {
  readonly target: TargetConfig
  readonly stateDirectory: string
  /** Entities or groups that it must be about, and no others; empty: any. */
  readonly entities: readonly string[]
}

/**
 * The one run in the state directory that was begun into this table and is not complete; null: there is none.
 *
 * @throws PgfoldError RUN_UNFINISHED where there are several, or where it loads other entities than asked for
 */
export async function findUnfinishedRun(sought: SoughtRun, signal: AbortSignal): Promise<RunId | null> {
  const dynamoDb = dynamoDbClient(sought.target)
  try {
    const live = await describeTable(dynamoDb, sought.target.table, signal)
    if (live === null) return null
    const { runs } = await unfinishedRuns(sought.stateDirectory, targetIdentity(live))
    const [run, ...others] = runs
    if (run === undefined) return null
    if (others.length > 0)
      throw new PgfoldError('RUN_UNFINISHED', {
        detail: runs.map(describeUnfinished),
        fix: 'There are several: go on with one of them by its id ("pgfold resume <id>").',
      })
    if (!loadsExactly(run, sought.entities))
      throw new PgfoldError('RUN_UNFINISHED', {
        detail: `${run.runId} loads ${run.entities.map(({ entity }) => entity).join(', ')}`,
        fix: 'A run goes on with the entities that it was begun with: leave out --entities.',
      })
    return run.runId
  } finally {
    dynamoDb.destroy()
  }
}

function loadsExactly({ entities }: LedgerSummary, names: readonly string[]): boolean {
  if (names.length === 0) return true
  const named = ({ entity, group }: LedgerSummary['entities'][number], name: string): boolean =>
    name === entity || name === group
  return (
    entities.every((entity) => names.some((name) => named(entity, name))) &&
    names.every((name) => entities.some((entity) => named(entity, name)))
  )
}
