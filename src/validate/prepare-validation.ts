import { targetIdentity, type TargetIdentity } from '../dynamodb/table/target-identity.ts'
import type { SourceIdentity } from '../postgres/catalog/source-identity.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { resolveMapping } from '../mapping/resolve-mapping.ts'
import type { ResolvedEntity, ResolvedMapping } from '../mapping/resolved.ts'
import { schemaRecord, type SchemaRecord } from '../mapping/schema-record.ts'
import { selectEntities } from '../mapping/select-entities.ts'
import { connectSource } from '../postgres/connection/connect.ts'
import { readCatalog } from '../postgres/catalog/read-catalog.ts'
import { readSourceIdentity } from '../postgres/catalog/source-identity.ts'
import { checkTable } from '../dynamodb/table/check-table.ts'
import { describeTable } from '../dynamodb/table/describe-table.ts'
import { dynamoDbClient } from '../dynamodb/transport/dynamodb-client.ts'
import type { LiveTable } from '../dynamodb/table/live-table.ts'
import { type HasIndex, hasIndexIn } from './expected/has-index-in.ts'
import type { ValidateOptions } from './validate-options.ts'

export interface PreparedValidation {
  readonly mapping: ResolvedMapping
  readonly selected: readonly ResolvedEntity[]
  /** Of the selected entities. */
  readonly schema: SchemaRecord
  readonly source: SourceIdentity
  readonly target: TargetIdentity
  readonly hasIndex: HasIndex
  readonly estimatedRows: (entity: ResolvedEntity) => number | null
  /** Indexes of the mapping that the table lacks, or has with another key. */
  readonly absentIndexes: ReadonlySet<string>
  readonly warnings: readonly string[]
}

/**
 * Looks at both sides before anything is read. Throws VALIDATE_TABLE_MISSING, VALIDATE_TABLE_UNFIT, and what source and
 * mapping have to say.
 */
export async function prepareValidation(
  options: Pick<ValidateOptions, 'mapping' | 'source' | 'target'>,
  names: readonly string[],
  signal: AbortSignal,
): Promise<PreparedValidation> {
  const live = await readLiveTable(options, signal)
  await using client = await connectSource(options.source, { role: 'validate', signal })
  const catalog = await readCatalog(client, signal)
  const resolved = resolveMapping(options.mapping, catalog)
  const { table } = resolved.mapping
  const findings = checkTable(live, table, options.target)
  const indexPlaces = new Map(table.indexes.map(({ name }) => [`table.indexes.${name}`, name]))
  const fatal = findings.filter(({ severity, place }) => severity === 'error' && !indexPlaces.has(place))
  if (fatal.length > 0)
    throw new PgfoldError('VALIDATE_TABLE_UNFIT', { detail: fatal.map(({ message }) => message).join('; ') })
  const indexFaults = findings.filter(({ severity, place }) => severity === 'error' && indexPlaces.has(place))
  const selected = selectEntities(resolved.mapping, names)
  return {
    mapping: resolved.mapping,
    selected: selected.entities,
    schema: schemaRecord(selected, catalog),
    source: await readSourceIdentity(client, signal),
    target: targetIdentity(live),
    hasIndex: hasIndexIn(catalog),
    estimatedRows: (entity) => estimate(catalog, entity),
    absentIndexes: new Set(indexFaults.map(({ place }) => indexPlaces.get(place) ?? place)),
    warnings: indexFaults.map(({ message }) => message),
  }
}

async function readLiveTable({ target }: Pick<ValidateOptions, 'target'>, signal: AbortSignal): Promise<LiveTable> {
  const client = dynamoDbClient(target)
  try {
    const live = await describeTable(client, target.table, signal)
    if (live === null) throw new PgfoldError('VALIDATE_TABLE_MISSING', { detail: target.table })
    return live
  } finally {
    client.destroy()
  }
}

function estimate(catalog: Catalog, { source }: ResolvedEntity): number | null {
  if (source.kind === 'query') return null
  const tables = source.kind === 'table' ? [source.table] : source.branches.map(({ table }) => table)
  let rows = 0
  for (const table of tables) {
    const known = catalog.tables.find((each) => each.schema === table.schema && each.name === table.name)
    if (known === undefined) return null
    // Never analysed: about a hundred bytes a row, indexes included.
    rows += known.estimatedRows >= 0 ? known.estimatedRows : Math.ceil(known.totalBytes / 100)
  }
  return rows
}
