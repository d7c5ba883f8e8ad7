import type { CatalogTable } from '../../catalog/catalog.ts'
import { underlyingType } from '../../catalog/pg-type.ts'

const times = new Set(['timestamp', 'timestamptz', 'date'])
const creation =
  /^(created|inserted|added|posted|placed|ordered|sent|published|joined|started|occurred|logged)(_?(at|on|time|date))?$/iu
const change = /(updated|modified|changed|deleted|expires|expired|valid|until|end|finished|due|last_)/iu

/**
 * The column that says when a row came into being, never NULL; null when none clearly does. In a key its text sorts by
 * time, infinities included. Whole numbers count by their name: seconds since 1970 have ten digits until 2286.
 */
export function timeColumn(table: CatalogTable): string | null {
  const required = table.columns.filter((column) => !column.nullable && !column.generated)
  const isTime = (column: CatalogTable['columns'][number]): boolean => {
    const type = underlyingType(column.type)
    return type.kind === 'base' && times.has(type.name)
  }
  const isEpoch = (column: CatalogTable['columns'][number]): boolean => {
    const type = underlyingType(column.type)
    return type.kind === 'base' && ['int4', 'int8'].includes(type.name)
  }
  const named = required.find((column) => creation.test(column.name) && (isTime(column) || isEpoch(column)))
  if (named !== undefined) return named.name
  const only = required.filter((column) => isTime(column) && !change.test(column.name))
  return only.length === 1 ? (only[0]?.name ?? null) : null
}
