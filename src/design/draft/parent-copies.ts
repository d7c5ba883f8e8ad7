import type { CatalogTable } from '../../catalog/catalog.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'
import { printReference } from '../../mapping/template/parse-reference.ts'
import { printTemplate } from '../../mapping/template/print-template.ts'
import type { DraftAttribute, DraftLookup } from './draft-entity.ts'
import { personName, readableColumns } from './name-lookups.ts'
import type { Relation } from '../inspect/relation-graph.ts'
import type { SourceHints } from '../inspect/source-hints.ts'

interface ParentCopy {
  readonly relation: Relation
  readonly attribute: DraftAttribute
}

/**
 * A copy of what people call the parent's row, so that a list can be shown without reading the parents. `name` gives a
 * free name.
 */
export function parentCopies(
  table: CatalogTable,
  lookups: ReadonlyMap<Relation, DraftLookup>,
  hints: SourceHints,
  freeName: (wanted: string) => string,
): readonly ParentCopy[] {
  return [...lookups].flatMap(([relation, lookup]): readonly ParentCopy[] => {
    const reason =
      relation.parent === table
        ? null
        : `copied from ${tableLabel(relation.parent)}; write it again when it changes there`
    const person = personName(relation)
    if (person !== null) {
      const [first, last] = person.map(
        (column) => ({ kind: 'placeholder', reference: { lookup: lookup.name, column }, format: null, at: 0 }) as const,
      )
      if (first === undefined || last === undefined) return []
      const text = printTemplate([first, { kind: 'literal', text: ' ' }, last])
      return [
        {
          relation,
          attribute: { name: freeName(`${lookup.name}_name`), definition: { kind: 'template', text }, reason },
        },
      ]
    }
    return readableColumns(relation, hints).map((column) => ({
      relation,
      attribute: {
        name: freeName(`${lookup.name}_${column}`),
        definition: { kind: 'lookup', reference: printReference({ lookup: lookup.name, column }) },
        reason,
      },
    }))
  })
}
