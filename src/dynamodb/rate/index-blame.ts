/** What an item is to an index: its name and the units that a put costs there. */
export type IndexUnits = ReadonlyMap<string, number>

/**
 * Which index left items unprocessed? The service gives no reason for single items. When, call after call, all that
 * came back lies in one index and others did not come back, it is that index: each such call multiplies the odds by the
 * chance that as many items drawn from the call would all lie in it.
 */
export class IndexBlame {
  readonly #evidence = new Map<string, number>()

  /** The index that refused the items in `left`, or null where nothing points to one. */
  blamed(sent: readonly IndexUnits[], left: readonly IndexUnits[]): string | null {
    let most: string | null = null
    for (const name of new Set(sent.flatMap((indexes) => [...indexes.keys()]))) {
      const inIndex = (indexes: IndexUnits): boolean => (indexes.get(name) ?? 0) > 0
      const share = sent.filter(inIndex).length / sent.length
      const before = this.#evidence.get(name) ?? 0
      const next = left.every(inIndex)
        ? Math.min(mostEvidence, before + left.length * Math.log(1 / share))
        : Math.min(0, before) - enoughEvidence / 4
      this.#evidence.set(name, Math.max(-enoughEvidence, next))
      if (left.every(inIndex) && next > enoughEvidence && next > (most === null ? 0 : (this.#evidence.get(most) ?? 0)))
        most = name
    }
    return most
  }
}

/** By chance in one of 150 cases. */
const enoughEvidence = 5
/** What lies far back should not outweigh what is seen now. */
const mostEvidence = 10
