import { inspect } from 'node:util'

const shown = '[secret]'

/**
 * A text that no log, JSON, template string, error or debugger view can print by accident. It does not survive
 * `structuredClone` either: whoever needs it elsewhere must call `reveal`, and that can be searched for.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  toString(): string {
    return shown
  }

  toJSON(): string {
    return shown
  }

  [inspect.custom](): string {
    return shown
  }
}
