import type { CatalogTable } from '../../catalog/catalog.ts'
import { underlyingType } from '../../catalog/pg-type.ts'
import { uniqueKeysOf } from '../../mapping/resolve/source-shape.ts'
import { ownKey } from '../inspect/own-key.ts'
import { childColumns, type Relation } from '../inspect/relation-graph.ts'

/**
 * A table that ties rows of others together: the ends in order, the columns that make the pair unique, and why it is
 * seen as one.
 */
export interface Edge {
  readonly ends: readonly Relation[]
  /** A unique key: exactly the columns of the ends, or more where the same pair may stand there twice. */
  readonly key: readonly string[]
  readonly reason: string
}

const bookkeepingTypes = new Set(['timestamp', 'timestamptz', 'date', 'time', 'timetz'])
const bookkeepingName = /^(created|updated|modified|deleted|inserted|added|joined|granted)(_?(at|on|by|time|date))?$/iu

/**
 * Is the table an edge? Two or more required foreign keys are together a unique key; or beside a key of its own and
 * such foreign keys there is nothing but notes of time. A table that others refer to is an entity of its own.
 */
export function edgeOf(table: CatalogTable, from: readonly Relation[], isReferred: boolean): Edge | null {
  if (isReferred) return null
  const candidates = widest(from.filter((relation) => relation.required && relation.keyed))
  for (const key of uniqueKeysOf(table)) {
    const ends = candidates.filter((relation) => childColumns(relation).every((column) => key.includes(column)))
    const covered = new Set(ends.flatMap(childColumns))
    if (ends.length < 2 || !key.every((column) => covered.has(column))) continue
    const place = (relation: Relation): number =>
      Math.min(...distinctive(relation, ends).map((column) => key.indexOf(column)))
    return {
      ends: ends.toSorted((left, right) => place(left) - place(right)),
      key,
      reason: 'its foreign keys together are its key',
    }
  }
  const own = ownKey(table)
  if (own === null || candidates.length < 2) return null
  const tying = new Set([...own, ...candidates.flatMap(childColumns)])
  const payload = table.columns.filter((column) => !tying.has(column.name))
  if (own.some((column) => candidates.some((relation) => childColumns(relation).includes(column)))) return null
  if (!payload.every((column) => bookkeepingName.test(column.name) || isTime(column.type))) return null
  const position = (relation: Relation): number =>
    Math.min(...childColumns(relation).map((name) => table.columns.findIndex((column) => column.name === name)))
  return {
    ends: candidates.toSorted((left, right) => position(left) - position(right)),
    key: own,
    reason:
      'it says nothing but which rows belong together; the pair may repeat, so that its own key is part of the ' +
      'item key',
  }
}

/**
 * Without the relations whose columns all lie in another's (a tenant's id in the key of every table), and one per set
 * of columns.
 */
function widest(relations: readonly Relation[]): readonly Relation[] {
  return relations.filter((relation, index) => {
    const columns = childColumns(relation)
    return !relations.some((other, otherIndex) => {
      const others = childColumns(other)
      if (other === relation || !columns.every((column) => others.includes(column))) return false
      return others.length > columns.length || otherIndex < index
    })
  })
}

/** Columns that the relation does not share with another end; all of them when it shares all. */
function distinctive(relation: Relation, ends: readonly Relation[]): readonly string[] {
  const own = childColumns(relation).filter(
    (column) => !ends.some((other) => other !== relation && childColumns(other).includes(column)),
  )
  return own.length > 0 ? own : childColumns(relation)
}

function isTime(type: CatalogTable['columns'][number]['type']): boolean {
  const underlying = underlyingType(type)
  return underlying.kind === 'base' && bookkeepingTypes.has(underlying.name)
}
