import type { EncodedItem, RejectedRow } from '../../encode/encoded-item.ts'
import { failpoint } from '../../failpoint.ts'
import { wireKeyText } from '../../encode/wire-key-text.ts'
import { tableKeyNames } from '../../mapping/table-key-names.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import type { ItemWriter, RefusedItem } from '../../dynamodb/write/item-writer.ts'

/**
 * BatchWriteItem takes 16 MB. Ours are smaller: large items gain nothing from company, and what is in flight stays
 * bounded in finer steps.
 */
const maxBatchBytes = 2 * 1024 * 1024

export interface ChunkWritesOptions {
  readonly writer: ItemWriter
  readonly table: ResolvedTable
  readonly maxBatchItems: number
  /** Called for each item that the service confirms, also after a failure; `stored` and `storedBytes` count it. */
  readonly onStored: () => void
  /** Called once, with the first error of a write: the reader need not go on. */
  readonly onError: (error: unknown) => void
}

/** Gathers the items of one chunk into batches and keeps account of what became of them. */
export class ChunkWrites {
  readonly #options: ChunkWritesOptions
  readonly #signal: AbortSignal
  #pending = 0
  #whenSettled: (() => void) | null = null
  #batch: EncodedItem[] = []
  #batchBytes = 0
  #failure: { readonly error: unknown } | null = null
  written = 0
  stored = 0
  storedBytes = 0
  bytes = 0
  writeUnits = 0
  readonly rejected: RejectedRow[] = []
  /** Of items on their way that stand for more than one row. */
  readonly #collapsed = new Map<EncodedItem, number>()

  constructor(options: ChunkWritesOptions, signal: AbortSignal) {
    this.#options = options
    this.#signal = signal
  }

  /** `rows`: how many source rows the item stands for. */
  add(item: EncodedItem, rows = 1): void {
    if (rows > 1) this.#collapsed.set(item, rows)
    if (this.#batch.length > 0 && this.#batchBytes + item.jsonBytes > maxBatchBytes) this.#send()
    this.#batch.push(item)
    this.#batchBytes += item.jsonBytes
    if (this.#batch.length >= this.#options.maxBatchItems) this.#send()
  }

  reject(row: RejectedRow): void {
    this.rejected.push(row)
    failpoint('reject.row')
  }

  /** Resolves when there is room for more; the reader pauses on it. */
  room(): Promise<void> {
    return this.#options.writer.ready(this.#signal)
  }

  /** Sends what is left and waits for every outcome. Throws the first error of a write. */
  async finish(): Promise<void> {
    if (this.#failure === null) this.#send()
    await this.settled()
    if (this.#failure !== null) throw (this.#failure as { readonly error: unknown }).error
  }

  /** Waits until nothing of this chunk is on its way; never rejects. */
  async settled(): Promise<void> {
    if (this.#pending > 0) await new Promise<void>((resolve) => (this.#whenSettled = resolve))
  }

  readonly #onStored = (bytes: number): void => {
    this.stored += 1
    this.storedBytes += bytes
    this.#options.onStored()
  }

  #send(): void {
    if (this.#batch.length === 0) return
    const items = this.#batch
    this.#batch = []
    this.#batchBytes = 0
    this.#pending += 1
    this.#write(items)
      .catch((error: unknown) => {
        if (this.#failure !== null) return
        this.#failure = { error }
        this.#options.onError(error)
      })
      .finally(() => {
        this.#pending -= 1
        if (this.#pending === 0) this.#whenSettled?.()
      })
  }

  async #write(items: readonly EncodedItem[]): Promise<void> {
    failpoint('write.send')
    const outcome = await this.#options.writer.write(items, this.#signal, this.#onStored)
    failpoint('write.answer')
    this.written += outcome.written
    for (const item of items) {
      this.bytes += item.bytes
      this.writeUnits += item.writeUnits
    }
    for (const refused of outcome.refused) {
      this.bytes -= refused.item.bytes
      this.writeUnits -= refused.item.writeUnits
      const rows = this.#collapsed.get(refused.item)
      const row = refusedRow(refused, this.#options.table)
      this.rejected.push(rows === undefined ? row : { ...row, rows })
    }
    for (const item of items) {
      this.#collapsed.delete(item)
      item.release()
    }
  }
}

function refusedRow({ item, code, detail }: RefusedItem, table: ResolvedTable): RejectedRow {
  return {
    entity: item.entity,
    sourceKey: textRecord(item.sourceKey),
    itemKey: itemKey(item.json, table),
    code,
    detail,
  }
}

function itemKey(json: Uint8Array, table: ResolvedTable): Readonly<Record<string, string>> | null {
  const attributes = parseRecord(json)
  const key: Record<string, string> = {}
  for (const name of tableKeyNames(table)) {
    const text = wireKeyText(attributes[name])
    if (text === null) return null
    key[name] = text
  }
  return key
}

function textRecord(json: Uint8Array): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    Object.entries(parseRecord(json)).map(([name, value]) => [name, typeof value === 'string' ? value : null]),
  )
}

function parseRecord(json: Uint8Array): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(new TextDecoder().decode(json))
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
