import type { Catalog, CatalogTable } from '../../catalog/catalog.ts'
import { didYouMean } from '../did-you-mean.ts'
import type { FindingList } from '../finding-list.ts'
import type { ResolvedPredicate, UnionBranch } from '../resolved.ts'
import type { Where } from '../schema/where-schema.ts'
import type { BranchDefinition, TableName, UnionSource } from '../schema/source-schema.ts'
import { findTable, tableLabel } from './find-table.ts'
import { refuseRowSecurity } from './refuse-row-security.ts'
import { resolveWhere } from './resolve-where.ts'
import { warnOfForeignTable } from './warn-of-foreign-table.ts'
import { bytes, mixesCollations } from './collations.ts'
import { columnsOf, indexesOf, type ScopeColumn, type SourceShape } from './source-shape.ts'
import { isSameType } from './type-traits.ts'

interface Branch {
  readonly name: string
  readonly table: CatalogTable
  /** Shared name → the branch's own. */
  readonly names: ReadonlyMap<string, string>
  readonly where: readonly ResolvedPredicate[]
}

/** The shared columns are those that every branch has under one name and with one type. */
export function resolveUnion(
  source: UnionSource,
  where: Where | undefined,
  place: string,
  catalog: Catalog,
  findings: FindingList,
): SourceShape | null {
  const branches = Object.entries(source.branches).map(([name, branch]) =>
    resolveBranch(name, branch, `${place}.from.${name}`, catalog, findings),
  )
  const found = branches.filter((branch) => branch !== null)
  const [first] = found
  if (first === undefined || found.length < branches.length) return null
  const { columns, bytewise } = sharedColumns(first, found)
  const label = `the union of ${found.map((branch) => tableLabel(branch.table)).join(' and ')}`
  const common = resolveWhere(where, `${place}.where`, { label, columns, findings })
  for (const branch of found) warnOfForeignTable(branch.table, `${place}.from.${branch.name}`, findings)
  return {
    label,
    foreign: false,
    resolved: {
      kind: 'union',
      branches: found.map((branch) => unionBranch(branch, columns.keys(), common)),
      ...(bytewise.length === 0 ? {} : { bytewise }),
    },
    columns,
    primaryKey: [],
    uniqueKeys: [],
    indexes: sharedIndexes(found, new Set(columns.keys()), new Set(bytewise)),
    branches: new Map(found.map((branch) => [branch.name, branch.table])),
  }
}

function resolveBranch(
  name: string,
  definition: BranchDefinition,
  place: string,
  catalog: Catalog,
  findings: FindingList,
): Branch | null {
  const branch =
    typeof definition === 'object' && 'table' in definition ? definition : { table: definition satisfies TableName }
  const table = findTable(catalog, branch.table, place, findings)
  if (table === null) return null
  refuseRowSecurity(table, place, findings)
  const own = columnsOf(table)
  const names = new Map([...own.keys()].map((column) => [column, column]))
  for (const [shared, column] of Object.entries(branch.columns ?? {})) {
    if (!own.has(column)) {
      const message = `"${column}" is no column of ${tableLabel(table)}${didYouMean(column, own.keys())}`
      findings.error('MAPPING_UNKNOWN_COLUMN', `${place}.columns.${shared}`, message)
    }
    names.set(shared, column)
  }
  const where = resolveWhere(branch.where, `${place}.where`, { label: tableLabel(table), columns: own, findings })
  return { name, table, names, where }
}

function sharedColumns(
  first: Branch,
  branches: readonly Branch[],
): { readonly columns: ReadonlyMap<string, ScopeColumn>; readonly bytewise: readonly string[] } {
  const shared = new Map<string, ScopeColumn>()
  const bytewise: string[] = []
  for (const name of first.names.keys()) {
    const columns = branches
      .map((branch) => columnsOf(branch.table).get(branch.names.get(name) ?? ''))
      .filter((column) => column !== undefined)
    const [model] = columns
    if (
      model === undefined ||
      columns.length < branches.length ||
      !columns.every((column) => isSameType(column.type, model.type))
    )
      continue
    const mixed = mixesCollations(columns)
    if (mixed) bytewise.push(name)
    const collation = mixed ? bytes : model.collation
    shared.set(name, {
      type: model.type,
      nullable: columns.some((column) => column.nullable),
      coarse: columns.some((column) => column.coarse === true),
      ...(collation === undefined ? {} : { collation }),
    })
  }
  return { columns: shared, bytewise }
}

/**
 * The beginnings of indexes that every branch has, in shared names. A column whose collation differs between branches is
 * ordered by its bytes, and so by no index.
 */
function sharedIndexes(
  branches: readonly Branch[],
  shared: ReadonlySet<string>,
  bytewise: ReadonlySet<string>,
): readonly (readonly string[])[] {
  const own = branches.map((branch) => {
    const names = new Map([...branch.names].map(([name, column]) => [column, name]))
    return indexesOf(branch.table).map((columns) => columns.map((column) => names.get(column) ?? ''))
  })
  const [first = [], ...others] = own
  const common = first.map((columns) => {
    const serves = (length: number): boolean =>
      others.every((indexes) =>
        indexes.some((index) => columns.slice(0, length).every((name, at) => index[at] === name)),
      )
    const end = columns.findIndex((name, at) => !shared.has(name) || bytewise.has(name) || !serves(at + 1))
    return end === -1 ? columns : columns.slice(0, end)
  })
  return common.filter((columns) => columns.length > 0)
}

/** Conditions of the entity speak of shared names; each branch gets them under its own. */
function unionBranch(branch: Branch, shared: Iterable<string>, common: readonly ResolvedPredicate[]): UnionBranch {
  const ownName = (name: string): string => branch.names.get(name) ?? name
  return {
    name: branch.name,
    table: { schema: branch.table.schema, name: branch.table.name },
    columns: Object.fromEntries([...shared].map((name) => [name, ownName(name)])),
    where: [
      ...branch.where,
      ...common.map((predicate) =>
        predicate.kind === 'sql' ? predicate : { ...predicate, column: ownName(predicate.column) },
      ),
    ],
  }
}
