import type { Narrowing } from './narrowed-table-sql.ts'

interface KeyPart {
  /** A column of an index, in its order. */
  readonly indexed: string
  readonly value: string
}

/**
 * Rows whose indexed columns have these values, all of them found by that one index. Several columns are compared as a
 * row, from both sides, and asked for in the order of the index: of `tenant = 1 AND id = 2` PostgreSQL may believe that
 * any index that begins with the tenant will do, and reads all rows of the tenant for each key.
 */
export function sameKeySql(parts: readonly KeyPart[]): Pick<Narrowing, 'conditions' | 'order'> {
  const [first, ...others] = parts
  if (first === undefined) return { conditions: [], order: [] }
  if (others.length === 0) return { conditions: [`${first.indexed} = ${first.value}`], order: [] }
  const columns = parts.map(({ indexed }) => indexed)
  const values = `(${parts.map(({ value }) => value).join(', ')})`
  const row = `(${columns.join(', ')})`
  return { conditions: [`${row} >= ${values}`, `${row} <= ${values}`], order: columns }
}
