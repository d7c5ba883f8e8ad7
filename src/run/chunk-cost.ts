/** Older chunks count less: what a row takes changes with the table and with the rate that the target grants. */
const memory = 0.7

/** Of the sum of squares: sizes that differ by a tenth of themselves or more. */
const minSpread = 0.01

/**
 * What a chunk costs beside its rows, from the chunks so far: the line `milliseconds = fixed + perRow * rows` through
 * them by least squares, the latest weighing most. It says something as soon as two chunks of different size are known.
 */
export class ChunkCost {
  #weight = 0
  #rows = 0
  #milliseconds = 0
  #rowsSquared = 0
  #product = 0
  #largest = 0
  /** The last line that the chunks told; at first none, of which a chunk can only grow. */
  #known = { fixed: 0, perRow: 0 }

  add(rows: number, milliseconds: number): void {
    this.#weight = this.#weight * memory + 1
    this.#rows = this.#rows * memory + rows
    this.#milliseconds = this.#milliseconds * memory + milliseconds
    this.#rowsSquared = this.#rowsSquared * memory + rows * rows
    this.#product = this.#product * memory + rows * milliseconds
    this.#largest = Math.max(this.#largest, rows)
  }

  /**
   * How many rows a chunk must have for its fixed cost to be at most `share` of it. At most double the largest chunk so
   * far: the first ones tell little, and a chunk is what a killed run does again.
   */
  rowsForShare(share: number): number {
    this.#known = this.#line() ?? this.#known
    const most = 2 * this.#largest
    const { fixed, perRow } = this.#known
    if (perRow <= 0) return most
    return Math.min(most, Math.ceil(((1 - share) / share) * (Math.max(0, fixed) / perRow)))
  }

  /** Null where the chunks are of about one size: what one without rows would cost cannot be told from noise then. */
  #line(): { readonly fixed: number; readonly perRow: number } | null {
    const spread = this.#rowsSquared - (this.#rows * this.#rows) / this.#weight
    if (!(spread > minSpread * this.#rowsSquared)) return null
    const perRow = (this.#product - (this.#rows * this.#milliseconds) / this.#weight) / spread
    return { perRow, fixed: (this.#milliseconds - perRow * this.#rows) / this.#weight }
  }
}
