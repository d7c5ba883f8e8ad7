import type pg from 'pg'

/** What of pg's connection a query drives; pg-cursor uses the same calls. */
interface WireConnection {
  parse(message: { readonly text: string }): void
  bind(message: object): void
  describe(message: { readonly type: 'P'; readonly name: string }): void
  execute(message: { readonly portal: string; readonly rows: number }): void
  flush(): void
  sync(): void
}

export type TextRecord = Record<string, string | null>

/**
 * A portal read page by page, as the package pg-cursor does it: the statement is parsed once, and the server stops after
 * each page. Values stay the text that the server sent.
 */
export class PortalCursor {
  readonly #text: string
  readonly #pageRows: number
  #connection: WireConnection | null = null
  #names: readonly string[] = []
  #page: TextRecord[] = []
  #waiting = Promise.withResolvers<readonly TextRecord[]>()
  #over = false

  constructor(text: string, pageRows: number) {
    this.#text = text
    this.#pageRows = pageRows
  }

  /** The first page is asked for at once. */
  submit(connection: WireConnection): null {
    this.#connection = connection
    connection.parse({ text: this.#text })
    connection.bind({ portal: '', statement: '', values: [] })
    connection.describe({ type: 'P', name: '' })
    this.#ask()
    return null
  }

  /** The page that was asked for, and asks for the one after it; empty: that was all. */
  async next(): Promise<readonly TextRecord[]> {
    const page = await this.#waiting.promise
    if (this.#over) return page
    this.#waiting = Promise.withResolvers()
    this.#ask()
    return page
  }

  handleRowDescription({ fields }: { readonly fields: readonly { readonly name: string }[] }): void {
    this.#names = fields.map(({ name }) => name)
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const row: TextRecord = {}
    for (let at = 0; at < this.#names.length; at += 1) row[this.#names[at] ?? ''] = fields[at] ?? null
    this.#page.push(row)
  }

  handlePortalSuspended(): void {
    const page = this.#page
    this.#page = []
    this.#waiting.resolve(page)
  }

  handleCommandComplete(): void {
    this.#connection?.sync()
  }

  handleEmptyQuery(): void {
    this.#connection?.sync()
  }

  handleReadyForQuery(): void {
    const rest = this.#page
    this.#page = []
    const waiting = this.#waiting
    if (rest.length > 0) {
      // The rows after the last full page, then the end.
      this.#waiting = Promise.withResolvers()
      this.#waiting.resolve([])
    }
    this.#over = true
    waiting.resolve(rest)
  }

  handleError(error: Error): void {
    this.#over = true
    this.#waiting.reject(error)
    this.#connection?.sync()
  }

  #ask(): void {
    this.#connection?.execute({ portal: '', rows: this.#pageRows })
    this.#connection?.flush()
  }
}

/** pg hands the connection over when it is free. */
export function openPortal(client: pg.Client, text: string, pageRows: number): PortalCursor {
  return client.query(new PortalCursor(text, pageRows) as unknown as pg.Submittable & PortalCursor)
}
