import type { AttributeValue } from '../../codec/value/attribute-value.ts'
import { assertNever } from '../../assert-never.ts'
import { maskText } from './mask-text.ts'

/** Characters of a text, and elements of a list, that an example shows. */
const shownCharacters = 80
const shownElements = 3

export interface ValueTextOptions {
  readonly mask: boolean
  /** The names inside maps are data too (JSON, hstore), not names that the mapping gave. */
  readonly maskNames: boolean
}

/** An attribute value as a reader sees it best: near to JSON, cut where it is long. */
export function valueText(value: AttributeValue, options: ValueTextOptions): string {
  const hide = (text: string): string => (options.mask ? maskText(text) : text)
  if ('S' in value) return `"${cut(hide(value.S))}"`
  if ('N' in value) return hide(value.N)
  if ('B' in value) return `${value.B.length} bytes`
  if ('BOOL' in value) return options.mask ? 'true or false' : String(value.BOOL)
  if ('NULL' in value) return 'null'
  if ('L' in value)
    return listText(
      value.L.length,
      value.L.slice(0, shownElements).map((element) => valueText(element, options)),
      '[',
      ']',
    )
  if ('M' in value) {
    const entries = Object.entries(value.M)
    const shown = entries
      .slice(0, 2 * shownElements)
      .map(
        ([name, member]) =>
          `${cut(options.mask && options.maskNames ? maskText(name) : name)}: ${valueText(member, options)}`,
      )
    return listText(entries.length, shown, '{ ', ' }')
  }
  if ('SS' in value)
    return listText(
      value.SS.length,
      value.SS.slice(0, shownElements).map((text) => `"${cut(hide(text))}"`),
      '{',
      '}',
    )
  if ('NS' in value) return listText(value.NS.length, value.NS.slice(0, shownElements).map(hide), '{', '}')
  if ('BS' in value)
    return listText(
      value.BS.length,
      value.BS.slice(0, shownElements).map((bytes) => `${bytes.length} bytes`),
      '{',
      '}',
    )
  return assertNever(value)
}

export function cut(text: string): string {
  const characters = Array.from(text.slice(0, 2 * shownCharacters))
  return characters.length <= shownCharacters ? text : `${characters.slice(0, shownCharacters).join('')}…`
}

function listText(size: number, shown: readonly string[], open: string, close: string): string {
  const rest = size > shown.length ? `, … ${size} in all` : ''
  return size === 0 ? `${open}${close}`.replaceAll(' ', '') : `${open}${shown.join(', ')}${rest}${close}`
}
