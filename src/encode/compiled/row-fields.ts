import { PgfoldError } from '../../errors/pgfold-error.ts'

/**
 * Start and end of every field of a tuple, by column: `fields[2 * c]` and `fields[2 * c + 1]`; a start of -1 is SQL
 * NULL.
 */
export type RowFields = Int32Array

/**
 * Finds the fields of one COPY BINARY tuple (16-bit field count, then per field a 32-bit length, -1 for NULL, and the
 * bytes). https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format" Throws SOURCE_COPY_MALFORMED when the
 * tuple is not what the query promised: the stream is out of step, no row can be trusted.
 */
export function readFields(bytes: Uint8Array, start: number, end: number, fields: RowFields): void {
  const count = ((bytes[start] as number) << 8) | (bytes[start + 1] as number)
  if (count * 2 !== fields.length) throw outOfStep(`${count} columns, the query has ${fields.length / 2}`)
  let at = start + 2
  for (let slot = 0; slot < fields.length; slot += 2) {
    const length =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)
    at += 4
    if (length < 0) {
      fields[slot] = -1
      fields[slot + 1] = -1
    } else {
      fields[slot] = at
      at += length
      fields[slot + 1] = at
    }
  }
  if (at !== end) throw outOfStep(`fields of ${at - start} bytes in a tuple of ${end - start}`)
}

function outOfStep(detail: string): PgfoldError {
  return new PgfoldError('SOURCE_COPY_MALFORMED', { detail })
}
