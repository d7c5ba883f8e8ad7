import type { Catalog } from '../../catalog/catalog.ts'
import { firstUserOid, type PgType } from '../../catalog/pg-type.ts'
import type { FindingList } from '../finding-list.ts'
import type { ResolvedPredicate } from '../resolved.ts'
import type { EntityDefinition } from '../schema/mapping-schema.ts'
import type { SqlSource, TableName } from '../schema/source-schema.ts'
import { didYouMean } from '../did-you-mean.ts'
import { declarableTypes, declaredType } from './declared-type.ts'
import { findTable, tableLabel } from './find-table.ts'
import { quotedName } from '../quoted-name.ts'
import { warnOfForeignTable } from './warn-of-foreign-table.ts'
import { refuseRowSecurity } from './refuse-row-security.ts'
import { resolveUnion } from './resolve-union.ts'
import { resolveWhere } from './resolve-where.ts'
import { columnsOf, indexesOf, uniqueKeysOf, type ScopeColumn, type SourceShape } from './source-shape.ts'

/**
 * What the entity is read from. Null when that cannot be said at all; smaller problems are reported, and the rest is resolved.
 */
export function resolveSource(
  definition: EntityDefinition,
  place: string,
  catalog: Catalog,
  findings: FindingList,
): SourceShape | null {
  const { from } = definition
  if (typeof from === 'string' || from.kind === 'table')
    return resolveTableSource(from, definition, place, catalog, findings)
  if (from.kind === 'union') return resolveUnion(from, definition.where, place, catalog, findings)
  return resolveQuery(from, definition, place, catalog, findings)
}

function resolveTableSource(
  name: TableName,
  definition: EntityDefinition,
  place: string,
  catalog: Catalog,
  findings: FindingList,
): SourceShape | null {
  const table = findTable(catalog, name, `${place}.from`, findings)
  if (table === null) return null
  refuseRowSecurity(table, `${place}.from`, findings)
  const columns = columnsOf(table)
  const label = tableLabel(table)
  return {
    label,
    resolved: {
      kind: 'table',
      table: { schema: table.schema, name: table.name },
      where: resolveWhere(definition.where, `${place}.where`, { label, columns, findings }),
    },
    foreign: warnOfForeignTable(table, `${place}.from`, findings),
    columns,
    primaryKey: table.primaryKey,
    uniqueKeys: uniqueKeysOf(table),
    indexes: indexesOf(table),
    branches: new Map(),
  }
}

/** The query is wrapped so that each column has exactly the type that it is declared with, whatever the query gives. */
function resolveQuery(
  source: SqlSource,
  definition: EntityDefinition,
  place: string,
  catalog: Catalog,
  findings: FindingList,
): SourceShape | null {
  const columns = new Map<string, ScopeColumn>()
  const casts: string[] = []
  for (const [name, typeName] of Object.entries(source.columns)) {
    const type = declaredType(typeName, catalog)
    if (type === null) {
      const hint = didYouMean(typeName, declarableTypes)
      findings.error('MAPPING_UNKNOWN_TYPE', `${place}.from.columns.${name}`, `"${typeName}"${hint}`)
      continue
    }
    columns.set(name, { type, nullable: source.key?.includes(name) !== true })
    casts.push(`q.${quotedName(name)}::${castName(type)} as ${quotedName(name)}`)
  }
  for (const name of source.key ?? []) {
    if (!Object.hasOwn(source.columns, name)) {
      const hint = didYouMean(name, Object.keys(source.columns))
      findings.error(
        'MAPPING_UNKNOWN_COLUMN',
        `${place}.from.key`,
        `"${name}" is no declared column of the query${hint}`,
      )
    }
  }
  if (casts.length === 0) return null
  const label = 'the query'
  const where: readonly ResolvedPredicate[] = resolveWhere(definition.where, `${place}.where`, {
    label,
    columns,
    findings,
  })
  const text = source.text.trim().replace(/;$/u, '')
  return {
    label,
    // A line of its own for the query: it may end in a comment.
    resolved: { kind: 'query', sql: `select ${casts.join(', ')} from (\n${text}\n) as q`, where },
    foreign: false,
    columns,
    primaryKey: source.key ?? [],
    uniqueKeys: source.key === undefined ? [] : [source.key],
    indexes: [],
    branches: new Map(),
  }
}

/**
 * Quoted, because the bare keywords mean something else: "::character" and "::bit" cut off all but the first character.
 */
function castName(type: PgType): string {
  if (type.kind === 'array') return `${castName(type.element)}[]`
  return type.kind === 'base' && type.oid < firstUserOid ? `pg_catalog.${quotedName(type.name)}` : quotedName(type.name)
}
