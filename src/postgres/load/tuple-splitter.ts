import { PgfoldError } from '../../errors/pgfold-error.ts'

/** `PGCOPY\n\xff\r\n\0`, then 32 bits of flags and the length of an extension. */
const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')
const headerBytes = signature.length + 8
const startScratch = 64 * 1024
/** A scratch that one large row has blown up beyond this is given back. */
const keptScratch = 4 * 1024 * 1024

export interface TupleHandlers {
  /** One tuple, `bytes[start…end)`, from its 16-bit field count on; valid only during the call. */
  onTuple(bytes: Buffer, start: number, end: number): void
  /**
   * A tuple that exceeds the limit, with NULL in place of every field that would take it past: enough to name the row.
   * `size` is its whole length on the wire. Without this handler such a row ends the stream with SOURCE_ROW_TOO_LARGE.
   */
  onOversize?(bytes: Buffer, start: number, end: number, size: number): void
}

/**
 * Cuts a COPY BINARY stream into tuples, whatever pieces it comes in. A tuple that lies within one piece is handed over
 * where it is; only one that straddles pieces is copied, into a buffer that is used again and never holds more than the
 * limit. Nothing is allocated per row.
 */
export class TupleSplitter {
  readonly #handlers: TupleHandlers
  readonly #limit: number
  #state: 'header' | 'tuples' | 'done' = 'header'
  /** The beginning of a tuple (or of the header) whose end has not come yet. */
  #scratch: Buffer = Buffer.allocUnsafe(startScratch)
  #held = 0
  /** Within the scratch: where the next field's length stands, and how many fields are left to scan. */
  #scan = 0
  #fieldsLeft = -1
  /** Bytes of a field that are passed over, and of all such fields of this tuple. */
  #skip = 0
  #skipped = 0
  #oversize = false
  tuples = 0

  constructor(handlers: TupleHandlers, limit: number) {
    this.#handlers = handlers
    this.#limit = limit
  }

  /** Takes `piece[start…end)`. */
  push(piece: Buffer, start = 0, end = piece.length): void {
    let at = start
    if (this.#state === 'header') at = this.#header(piece, start, end)
    if (this.#state === 'header') return
    while (at < end) {
      if (this.#state === 'done') throw malformed('data after the end of the stream')
      if (this.#held === 0 && this.#fieldsLeft === -1) {
        const next = this.#whole(piece, at, end)
        if (next !== -1) {
          at = next
          continue
        }
      }
      at = this.#straddling(piece, at, end)
    }
  }

  /** The stream has ended: was it complete? */
  finish(): void {
    if (this.#state !== 'done') throw malformed('it ends without its trailer')
  }

  #header(piece: Buffer, start: number, end: number): number {
    const taken = Math.min(headerBytes - this.#held, end - start)
    piece.copy(this.#scratch, this.#held, start, start + taken)
    this.#held += taken
    if (this.#held < headerBytes) return start + taken
    if (!this.#scratch.subarray(0, signature.length).equals(signature))
      throw malformed('it does not begin with the signature')
    // Bit 16: rows begin with an oid. No server that we accept sends it, nor an extension of the header.
    if (this.#scratch.readInt32BE(signature.length) !== 0 || this.#scratch.readInt32BE(signature.length + 4) !== 0)
      throw malformed('its header has unknown parts')
    this.#held = 0
    this.#state = 'tuples'
    return start + taken
  }

  /** A tuple that begins at `at` and ends in this piece: gives where it ends, else -1. */
  #whole(piece: Buffer, at: number, end: number): number {
    if (at + 2 > end) return -1
    const fields = piece.readInt16BE(at)
    if (fields < 0) {
      this.#trailer(fields)
      return at + 2
    }
    let scan = at + 2
    for (let field = 0; field < fields; field++) {
      if (scan + 4 > end) return -1
      const size =
        ((piece[scan] as number) << 24) |
        ((piece[scan + 1] as number) << 16) |
        ((piece[scan + 2] as number) << 8) |
        (piece[scan + 3] as number)
      if (size < -1) throw malformed('a field has a negative length')
      scan += size === -1 ? 4 : 4 + size
    }
    if (scan > end || scan - at > this.#limit) return -1
    this.tuples++
    this.#handlers.onTuple(piece, at, scan)
    return scan
  }

  /** Goes on with a tuple that began in an earlier piece, or begins one that this piece does not finish. */
  #straddling(piece: Buffer, from: number, end: number): number {
    let at = from
    for (;;) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, end - at)
        this.#skip -= passed
        at += passed
        if (this.#skip > 0) return at
      }
      const wanted = this.#fieldsLeft === -1 ? 2 : this.#fieldsLeft === 0 ? this.#scan : this.#scan + 4
      at = this.#take(piece, at, end, wanted)
      if (this.#held < wanted) return at
      if (this.#fieldsLeft === -1) {
        const fields = this.#scratch.readInt16BE(0)
        if (fields < 0) {
          this.#trailer(fields)
          this.#held = 0
          return at
        }
        this.#fieldsLeft = fields
        this.#scan = 2
      } else if (this.#fieldsLeft > 0) {
        this.#nextField()
      }
      if (this.#fieldsLeft === 0 && this.#held >= this.#scan && this.#skip === 0) {
        this.#deliver()
        return at
      }
    }
  }

  #nextField(): void {
    const size = this.#scratch.readInt32BE(this.#scan)
    if (size < -1) throw malformed('a field has a negative length')
    this.#fieldsLeft--
    if (size > 0 && this.#scan + 4 + size > this.#limit) {
      this.#scratch.writeInt32BE(-1, this.#scan)
      this.#scan += 4
      this.#skip = size
      this.#skipped += size
      this.#oversize = true
    } else {
      this.#scan += size === -1 ? 4 : 4 + size
    }
  }

  #deliver(): void {
    const end = this.#scan
    this.tuples++
    if (!this.#oversize) this.#handlers.onTuple(this.#scratch, 0, end)
    else if (this.#handlers.onOversize === undefined)
      throw new PgfoldError('SOURCE_ROW_TOO_LARGE', { detail: `${end + this.#skipped} bytes` })
    else this.#handlers.onOversize(this.#scratch, 0, end, end + this.#skipped)
    if (this.#scratch.length > keptScratch) this.#scratch = Buffer.allocUnsafe(startScratch)
    this.#held = 0
    this.#scan = 0
    this.#fieldsLeft = -1
    this.#skipped = 0
    this.#oversize = false
  }

  /** Copies until the scratch holds `wanted` bytes of the tuple, or the piece is used up. */
  #take(piece: Buffer, at: number, end: number, wanted: number): number {
    const taken = Math.min(wanted - this.#held, end - at)
    if (taken <= 0) return at
    if (this.#held + taken > this.#scratch.length) this.#grow(wanted)
    piece.copy(this.#scratch, this.#held, at, at + taken)
    this.#held += taken
    return at + taken
  }

  #grow(wanted: number): void {
    const larger = Buffer.allocUnsafe(Math.max(wanted, this.#scratch.length * 2))
    this.#scratch.copy(larger, 0, 0, this.#held)
    this.#scratch = larger
  }

  #trailer(fields: number): void {
    if (fields !== -1) throw malformed('a tuple has a negative number of fields')
    this.#state = 'done'
  }
}

function malformed(detail: string): PgfoldError {
  return new PgfoldError('SOURCE_COPY_MALFORMED', { detail })
}
