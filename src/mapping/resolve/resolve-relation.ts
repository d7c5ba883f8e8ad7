import type { CatalogTable } from '../../catalog/catalog.ts'
import { didYouMean } from '../did-you-mean.ts'
import type { ResolvedRelation } from '../resolved.ts'
import type { Where } from '../schema/where-schema.ts'
import type { Join, RelationDefinition, TableName } from '../schema/source-schema.ts'
import { mixesCollations } from './collations.ts'
import type { EntityScope } from './entity-scope.ts'
import { findTable, tableLabel } from './find-table.ts'
import { quotedName } from '../quoted-name.ts'
import { refuseRowSecurity } from './refuse-row-security.ts'
import { resolveJoin } from './resolve-join.ts'
import { resolveWhere } from './resolve-where.ts'
import { columnsOf, leadingColumnsOf, type ColumnScope, type ScopeColumn } from './source-shape.ts'
import { isSameType } from './type-traits.ts'

interface RelationDescription {
  readonly relation: RelationDefinition
  readonly on: Join
  readonly where?: Where | undefined
}

/** Related rows, and what their columns are: those that all branches share. */
export interface RelationShape {
  readonly resolved: ResolvedRelation
  readonly label: string
  readonly columns: ColumnScope
  /** Of a relation with one table; empty for several, whose keys may repeat. */
  readonly primaryKey: readonly string[]
}

export function resolveRelation(
  description: RelationDescription,
  place: string,
  scope: EntityScope,
): RelationShape | null {
  const names = isList(description.relation) ? description.relation : [description.relation]
  const branches = names.map((name) => resolveBranch(name, description, place, scope))
  const found = branches.filter((branch) => branch !== null)
  const [first] = found
  if (first === undefined || found.length < branches.length) return null
  const columns = sharedColumns(found.map((branch) => columnsOf(branch.table)))
  const bytewise = [...columns.keys(), ...Object.keys(description.on)].filter(
    (name, at, all) => all.indexOf(name) === at && isMixed(name, found),
  )
  for (const name of Object.keys(description.on)) {
    if (!bytewise.includes(name) || found.every(({ table }) => columnsOf(table).get(name)?.coarse !== true)) continue
    scope.findings.error(
      'MAPPING_COLLATIONS_MIXED',
      place,
      `${found.map(({ table }) => `${tableLabel(table)}.${name}`).join(' and ')}`,
    )
  }
  return {
    resolved: {
      branches: found.map((branch) => withoutIndexOf(bytewise, branch.resolved)),
      ...(bytewise.length === 0 ? {} : { bytewise }),
    },
    label: found.map((branch) => tableLabel(branch.table)).join(' and '),
    columns,
    primaryKey: found.length === 1 ? first.table.primaryKey : [],
  }
}

/** A column of the related rows. Reports what is unknown and gives null. */
export function relatedColumn(
  name: string,
  relation: RelationShape,
  place: string,
  scope: EntityScope,
): ScopeColumn | null {
  const found = relation.columns.get(name)
  if (found !== undefined) return found
  const hint = didYouMean(name, relation.columns.keys())
  scope.findings.error('MAPPING_UNKNOWN_COLUMN', place, `"${name}" is no column of ${relation.label}${hint}`)
  return null
}

interface Branch {
  readonly table: CatalogTable
  readonly resolved: ResolvedRelation['branches'][number]
}

function resolveBranch(
  name: TableName,
  description: RelationDescription,
  place: string,
  scope: EntityScope,
): Branch | null {
  const table = findTable(scope.catalog, name, place, scope.findings)
  if (table === null) return null
  refuseRowSecurity(table, place, scope.findings)
  const join = resolveJoin(table, description.on, place, scope)
  const label = tableLabel(table)
  const where = resolveWhere(description.where, `${place}.where`, {
    label,
    columns: columnsOf(table),
    findings: scope.findings,
  })
  if (join === null) return null
  const { on, index } = join
  adviseIndex(
    table,
    on.map((pair) => pair.column),
    place,
    scope,
  )
  return { table, resolved: { table: { schema: table.schema, name: table.name }, on, index, where } }
}

/** One leading column is enough: the others only narrow what the index has found. */
function adviseIndex(table: CatalogTable, columns: readonly string[], place: string, scope: EntityScope): void {
  if (table.kind === 'view' || table.kind === 'foreign') return
  const leading = leadingColumnsOf(table)
  if (columns.some((name) => leading.has(name))) return
  const target =
    table.schema === 'public' ? quotedName(table.name) : `${quotedName(table.schema)}.${quotedName(table.name)}`
  const statement = `CREATE INDEX CONCURRENTLY ON ${target} (${columns.map(quotedName).join(', ')});`
  scope.findings.warning('MAPPING_INDEX_ADVISED', place, `${tableLabel(table)} by ${columns.join(', ')}`, statement)
}

/** Compared by their bytes, such columns are not in the order of their index. */
function withoutIndexOf(bytewise: readonly string[], branch: Branch['resolved']): Branch['resolved'] {
  const end = branch.index.findIndex((column) => bytewise.includes(column))
  return end === -1 ? branch : { ...branch, index: branch.index.slice(0, end) }
}

function isMixed(name: string, branches: readonly Branch[]): boolean {
  return mixesCollations(branches.flatMap(({ table }) => columnsOf(table).get(name) ?? []))
}

function sharedColumns(branches: readonly ColumnScope[]): ColumnScope {
  const [first, ...others] = branches
  return new Map(
    [...(first ?? [])].filter(([name, column]) =>
      others.every((other) => {
        const same = other.get(name)
        return same !== undefined && isSameType(same.type, column.type)
      }),
    ),
  )
}

function isList(relation: RelationDefinition): relation is Extract<RelationDefinition, readonly unknown[]> {
  return Array.isArray(relation)
}
