import type { ValueRef } from '../../brand.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import type { LoadColumn } from './load-column.ts'

/** Where the columns of a load query stand in `RowFields` (twice their number). */
export interface ColumnSlots {
  of(value: ValueRef): number
  /** The column that counts folded rows, null when every row stands for itself. */
  readonly rows: number | null
  readonly missed: readonly { readonly lookup: number; readonly slot: number }[]
}

export function columnSlots(columns: readonly LoadColumn[]): ColumnSlots {
  const slots = new Map<ValueRef, number>()
  const missed: { lookup: number; slot: number }[] = []
  let rows: number | null = null
  columns.forEach((column, at) => {
    if (column.kind === 'value') slots.set(column.value, at * 2)
    else if (column.kind === 'missed') missed.push({ lookup: column.lookup, slot: at * 2 })
    else rows = at * 2
  })
  return {
    of(value) {
      const slot = slots.get(value)
      if (slot === undefined)
        throw new PgfoldError('SOURCE_COPY_MALFORMED', { detail: `the load query has no column for value ${value}` })
      return slot
    },
    rows,
    missed,
  }
}
