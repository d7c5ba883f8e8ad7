import type { Catalog, CatalogTable } from '../../catalog/catalog.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { planDesign } from './design-plan.ts'
import { withAttributeKeys } from './with-attribute-keys.ts'
import type { Draft } from './draft-entity.ts'
import { draftOneEntity } from './draft-one-entity.ts'
import { reasonToLeaveOut } from '../inspect/reason-to-leave-out.ts'
import { relationsOf } from '../inspect/relation-graph.ts'
import { selectTables, type TableSelection } from '../inspect/select-tables.ts'
import type { SourceHints } from '../inspect/source-hints.ts'
import { chooseKeyNames, tableDefinition } from './key-names.ts'

/**
 * Drafts a mapping for a database: deterministic, reading nothing but its arguments. Every table of the selection is an
 * entity of the draft or named in `leftOut`. Throws DESIGN_UNKNOWN_SCHEMA, DESIGN_UNKNOWN_TABLE,
 * DESIGN_NOTHING_TO_DRAFT. With
 * `attributeKeys`, indexes take the attributes of their items as keys where that fits.
 */
export function draftMapping(
  catalog: Catalog,
  hints: SourceHints,
  selection: TableSelection = { schemas: null, tables: null },
  options: { readonly attributeKeys: boolean } = { attributeKeys: false },
): Draft {
  const selected = selectTables(catalog, selection)
  const judged = selected.map((table) => ({ table, reason: reasonToLeaveOut(table, hints, selection.tables !== null) }))
  const tables = judged.flatMap(({ table, reason }) => (reason === null ? [table] : []))
  const leftOut = judged.flatMap(({ reason }) => (reason === null ? [] : [reason]))
  if (tables.length === 0) {
    throw new PgfoldError('DESIGN_NOTHING_TO_DRAFT', {
      detail: leftOut.length === 0 ? 'the database has no tables' : leftOut.map(({ message }) => message),
    })
  }
  const plan = planDesign(tables, relationsOf(catalog, hints), hints)
  const keyNames = chooseKeyNames(tables)
  const drafted = tables.map((table) => draftOneEntity(table, keyNames, plan))
  const entities = drafted.map(({ entity }) => entity)
  const draft = {
    name: catalog.database === '' ? 'draft' : catalog.database,
    table: tableDefinition(keyNames, Math.max(0, ...entities.map((entity) => entity.indexes.length))),
    entities,
    leftOut,
    undecided: [...drafted.flatMap(({ undecided }) => undecided), ...generalRemarks(tables, hints)],
  }
  return options.attributeKeys ? withAttributeKeys(draft) : draft
}

function generalRemarks(tables: readonly CatalogTable[], hints: SourceHints): readonly string[] {
  const remarks: string[] = []
  if (hints.statements !== 'read') {
    const why =
      hints.statements === 'not installed'
        ? 'pg_stat_statements is not installed'
        : 'pg_stat_statements cannot be read by this role, or is not loaded'
    remarks.push(`Which questions the application asks is not known: ${why}. The keys follow the foreign keys alone.`)
  }
  if (tables.some((table) => table.estimatedRows < 0))
    remarks.push(
      'Some tables were never analysed. After ANALYZE a new draft can tell dictionaries from owners by their rows.',
    )
  remarks.push(
    'Items of one collection are ordered by their sort key. Where another order is asked for, put a column ' +
      'that is never NULL before the id: ORDER#{placed_at}#{id}.',
  )
  return remarks
}
