import { ValueError } from './value/value-error.ts'

/** An element: its text, null for NULL, or the elements of the next dimension. */
export type ArrayElement = string | null | readonly ArrayElement[]

/**
 * The output format of arrays (array_out in arrayfuncs.c): `{1,NULL,"a b"}`, nested per dimension, before it `[2:3]=`
 * when a lower bound is not 1. The bounds do not survive: DynamoDB lists count from 0.
 */
export function readArrayText(text: string, delimiter = ','): readonly ArrayElement[] {
  const reader = new ArrayReader(text, text.startsWith('[') ? text.indexOf('=') + 1 : 0, delimiter)
  return reader.whole()
}

class ArrayReader {
  readonly #text: string
  readonly #delimiter: string
  #at: number

  constructor(text: string, at: number, delimiter: string) {
    this.#text = text
    this.#at = at
    this.#delimiter = delimiter
  }

  whole(): readonly ArrayElement[] {
    const elements = this.#list()
    if (this.#at !== this.#text.length) throw malformed()
    return elements
  }

  #list(): readonly ArrayElement[] {
    if (this.#text[this.#at] !== '{') throw malformed()
    this.#at++
    const elements: ArrayElement[] = []
    if (this.#text[this.#at] === '}') {
      this.#at++
      return elements
    }
    for (;;) {
      elements.push(this.#element())
      const c = this.#text[this.#at++]
      if (c === '}') return elements
      if (c !== this.#delimiter) throw malformed()
    }
  }

  #element(): ArrayElement {
    const c = this.#text[this.#at]
    if (c === '{') return this.#list()
    if (c === '"') return this.#quoted()
    const start = this.#at
    while (this.#at < this.#text.length && this.#text[this.#at] !== this.#delimiter && this.#text[this.#at] !== '}')
      this.#at++
    const word = this.#text.slice(start, this.#at)
    return word === 'NULL' ? null : word
  }

  #quoted(): string {
    this.#at++
    let element = ''
    for (;;) {
      const c = this.#text[this.#at++]
      if (c === undefined) throw malformed()
      if (c === '"') return element
      element += c === '\\' ? (this.#text[this.#at++] ?? '') : c
    }
  }
}

function malformed(): ValueError {
  return new ValueError('VALUE_MALFORMED', 'not an array text')
}

/** An element as `array_out` writes it. */
export function quoteArrayElement(text: string | null): string {
  if (text === null) return 'NULL'
  return text === '' || /^null$/i.test(text) || /[{}",\\ \t\n\v\f\r]/.test(text)
    ? `"${text.replace(/["\\]/g, '\\$&')}"`
    : text
}
