import type { SchemaRecord, TableRecord } from './schema-record.ts'

/**
 * What differs between two records of the same mapping, one phrase for each difference, by the names of tables and
 * columns; empty when nothing does.
 */
export function schemaChanges(before: SchemaRecord, now: SchemaRecord): readonly string[] {
  const tables = pairsOf(before.tables, now.tables, ({ schema, name }) => `${schema}.${name}`)
  const named = tables.flatMap(([table, then, today]) => {
    if (then === undefined) return [`table ${table} is read now`]
    if (today === undefined) return [`table ${table} is not read any more`]
    return columnChanges(table, then, today)
  })
  if (named.length > 0) return named
  return pairsOf(before.entities, now.entities, ({ name }) => name).flatMap(([entity, then, today]) =>
    then?.hash === today?.hash
      ? []
      : [`entity ${entity} is read in another way: a key, an index, a collation or the shape of a view changed`],
  )
}

function columnChanges(table: string, then: TableRecord, today: TableRecord): readonly string[] {
  return pairsOf(then.columns, today.columns, ({ name }) => name).flatMap(([column, old, current]) => {
    const place = `column ${column} of ${table}`
    if (old === undefined) return [`${place} was added (${current?.type ?? ''})`]
    if (current === undefined) return [`${place} is gone`]
    return old.type === current.type ? [] : [`${place} was ${old.type} and is ${current.type}`]
  })
}

/** Both sides by name, in the order of their first appearance. */
function pairsOf<T>(
  left: readonly T[],
  right: readonly T[],
  nameOf: (each: T) => string,
): readonly (readonly [string, T | undefined, T | undefined])[] {
  const [ofLeft, ofRight] = [left, right].map((side) => new Map(side.map((each) => [nameOf(each), each])))
  return [...new Set([...left, ...right].map(nameOf))].map((name) => [name, ofLeft?.get(name), ofRight?.get(name)])
}
