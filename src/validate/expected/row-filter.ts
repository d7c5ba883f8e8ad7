/** A condition on the rows of an entity, over the columns of its source under this alias. */
export type RowFilter = (alias: string) => string
