import { draw, type TextStream } from './terminal.ts'
import { textBlock } from './text-block.ts'

/** Ten redraws a second look fluid and cost less than 0.1 % of a core. */
const redrawMs = 100

/**
 * Keeps a block of lines at the bottom of a terminal and redraws it in place; lines above it scroll normally.
 * Disposing stops the timer and leaves the last block on the screen.
 */
export class LiveBlock implements Disposable {
  readonly #stream: TextStream
  readonly #render: (width: number, height: number) => readonly string[]
  readonly #timer: NodeJS.Timeout
  #drawnLines = 0

  /** `render` gives lines as they are drawn: colours are obeyed, so names and keys in them must be visible text. */
  constructor(stream: TextStream, render: (width: number, height: number) => readonly string[]) {
    this.#stream = stream
    this.#render = render
    this.#timer = setInterval(() => this.redraw(), redrawMs)
    this.#timer.unref()
  }

  /** Prints lines that stay, above the block, as text. */
  print(lines: readonly string[]): void {
    if (lines.length > 0) draw(this.#stream, `${this.#erase()}${textBlock(lines)}\n${this.#draw()}`)
  }

  redraw(): void {
    // One write: a block that is erased and drawn in two would flicker.
    draw(this.#stream, this.#erase() + this.#draw())
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    this.redraw()
  }

  #erase(): string {
    const text = this.#drawnLines === 0 ? '' : `\u001b[${this.#drawnLines}A\r\u001b[J`
    this.#drawnLines = 0
    return text
  }

  #draw(): string {
    const lines = this.#render(this.#stream.columns ?? 80, Math.min(24, Math.max(6, (this.#stream.rows ?? 24) - 2)))
    this.#drawnLines = lines.length
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`
  }
}
