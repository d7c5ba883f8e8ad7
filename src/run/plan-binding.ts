import { PgfoldError } from '../errors/pgfold-error.ts'
import type { TargetIdentity } from '../dynamodb/table/target-identity.ts'
import { schemaChanges } from '../mapping/schema-changes.ts'
import type { SchemaRecord } from '../mapping/schema-record.ts'
import type { SourceIdentity } from '../postgres/catalog/source-identity.ts'

/** What a plan was made for; a run that is started with it must find the same. */
export interface PlanBinding {
  readonly mapping: { readonly name: string; readonly hash: string }
  readonly source: SourceIdentity
  /** `arn` is null where the table did not exist, or could not be asked, when the plan was made. */
  readonly target: { readonly table: string; readonly arn: string | null } | null
  readonly schema: SchemaRecord
}

/** Throws PLAN_DRIFT with everything that is not as it was planned. */
export function checkPlanBinding(
  plan: PlanBinding,
  now: {
    readonly mapping: PlanBinding['mapping']
    readonly source: SourceIdentity
    readonly target: TargetIdentity | null
    readonly schema: SchemaRecord
  },
): void {
  const changes = [
    ...(plan.mapping.hash === now.mapping.hash
      ? []
      : [`the mapping was ${short(plan.mapping)} and is ${short(now.mapping)}`]),
    ...(plan.source.database === now.source.database
      ? []
      : [`the database was ${plan.source.database} and is ${now.source.database}`]),
    ...(plan.source.systemIdentifier === now.source.systemIdentifier
      ? []
      : [`the server was ${plan.source.systemIdentifier} (system identifier) and is ${now.source.systemIdentifier}`]),
    ...targetChanges(plan.target, now.target),
    ...schemaChanges(plan.schema, now.schema),
  ]
  if (changes.length > 0) throw new PgfoldError('PLAN_DRIFT', { detail: changes.join('; ') })
}

function targetChanges(plan: PlanBinding['target'], now: TargetIdentity | null): readonly string[] {
  if (plan === null || now === null) return []
  if (plan.table !== now.table) return [`the table was ${plan.table} and is ${now.table}`]
  return plan.arn === null || plan.arn === now.arn ? [] : [`the table was ${plan.arn} and is ${now.arn}`]
}

function short({ name, hash }: PlanBinding['mapping']): string {
  return `${name} (${hash.slice(0, 12)})`
}
