import type { TableRef } from '../../catalog/catalog.ts'

/** Is there an index that finds the rows of a table by some of these columns? */
export type HasIndex = (table: TableRef, columns: readonly string[]) => boolean
