import { columnsOf } from '../../mapping/resolve/source-shape.ts'
import { underlyingType } from '../../catalog/pg-type.ts'
import type { DraftLookup } from './draft-entity.ts'
import { firstFree } from './entity-names.ts'
import { printReference } from '../../mapping/template/parse-reference.ts'
import { relationStem } from './relation-stem.ts'
import type { Relation } from '../inspect/relation-graph.ts'
import { hintsOf, type SourceHints } from '../inspect/source-hints.ts'
import { tableName } from '../inspect/table-name.ts'

/** Is the parent row certain to be one at most, by a key that the catalog knows? */
export function canLookUp({ parent, pairs }: Relation): boolean {
  const columns = new Set(pairs.map((pair) => pair.parent))
  return [parent.primaryKey, ...parent.uniqueKeys.map((key) => key.columns)].some(
    (key) => key.length > 0 && key.every((column) => columns.has(column)),
  )
}

/** A look-up for each relation, with names that are unique within the entity. */
export function nameLookups(relations: readonly Relation[]): ReadonlyMap<Relation, DraftLookup> {
  const taken = new Set(['__proto__'])
  return new Map(
    relations.map((relation) => {
      const name = firstFree(relationStem(relation), (candidate) => taken.has(candidate))
      taken.add(name)
      const on = Object.fromEntries(
        relation.pairs.map((pair) => [pair.parent, printReference({ lookup: null, column: pair.child })]),
      )
      return [relation, { name, definition: { kind: 'one', table: tableName(relation.parent), on } }]
    }),
  )
}

const texts = new Set(['text', 'varchar', 'bpchar', 'citext', 'name'])
/** Names by which people know a row, the best first. */
const readable = [
  /^(display|full|company|product|legal)_?name$/iu,
  /^name$/iu,
  /^title$/iu,
  /^label$/iu,
  /^(nick|user|screen|login)_?name$/iu,
  /^(subject|caption|headline|heading)$/iu,
  /^(handle|login|slug|code|symbol)$/iu,
  /^e_?mail(_?address)?$/iu,
]
/** A longer text is no name, and would be written again with every child. */
const longestAverage = 256
const maxCopies = 2

/** The columns of a table by which people know its rows: at most two, or first and last name. */
export function readableColumns({ parent }: Relation, hints: SourceHints): readonly string[] {
  const { columns } = hintsOf(hints, parent)
  const candidates = [...columnsOf(parent)].filter(([name, { type }]) => {
    const underlying = underlyingType(type)
    const average = columns.get(name)?.averageBytes ?? 0
    return underlying.kind === 'base' && texts.has(underlying.name) && average <= longestAverage
  })
  const rank = (name: string): number => readable.findIndex((pattern) => pattern.test(name))
  return candidates
    .map(([name]) => name)
    .filter((name) => rank(name) >= 0)
    .toSorted((left, right) => rank(left) - rank(right))
    .slice(0, maxCopies)
}

/** First and last name, where the parent has both as text. */
export function personName({ parent }: Relation): readonly [string, string] | null {
  const find = (pattern: RegExp): string | undefined =>
    parent.columns.find((column) => {
      const underlying = underlyingType(column.type)
      return pattern.test(column.name) && underlying.kind === 'base' && texts.has(underlying.name)
    })?.name
  const [first, last] = [find(/^(first|given)_?name$/iu), find(/^(last|family|sur)_?name$/iu)]
  return first === undefined || last === undefined ? null : [first, last]
}
