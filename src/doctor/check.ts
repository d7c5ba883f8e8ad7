import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Finding } from '../mapping/finding.ts'
import type { MappingOrigin } from '../mapping/mapping-origin.ts'
import type { ResolvedMapping } from '../mapping/resolved.ts'
import type { SourceClient } from '../postgres/connection/connect.ts'
import type { TargetConfig } from '../dynamodb/transport/target-config.ts'
import type { UnfinishedRuns } from '../ledger/unfinished-runs.ts'
import type { LiveTable } from '../dynamodb/table/live-table.ts'

/** What is known before the first write. */
export interface PreflightContext {
  /** A session inside the snapshot of the run. */
  readonly source: SourceClient
  readonly mapping: ResolvedMapping
  /** For the commands that a finding prints. */
  readonly mappingOrigin: MappingOrigin | undefined
  readonly target: TargetConfig
  readonly dynamoDb: DynamoDBClient
  /** null: there is no such table. */
  readonly live: LiveTable | null
  readonly stateDirectory: string
  /** What the state directory knows of this table; of a run that is resumed that run alone. */
  readonly unfinished: UnfinishedRuns
  /** `resume`: items of the run itself are expected. */
  readonly onExisting: 'refuse' | 'append' | 'resume'
}

/**
 * One question about source, target or machine. Reads only (a probe file in the state directory excepted); never waits
 * long.
 */
export interface Check {
  readonly name: string
  readonly run: (context: PreflightContext, signal: AbortSignal) => Promise<readonly Finding[]>
}
