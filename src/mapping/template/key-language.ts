import type { PgType } from '../../catalog/pg-type.ts'
import { underlyingType } from '../../catalog/pg-type.ts'
import type { Codec } from '../../codec/codec.ts'
import type { TemplateFormat } from '../resolved.ts'
import { Automaton, type CharacterClass } from './automaton.ts'

/** What the checks of keys need to know of a segment: its text, or the sort of text that its values have. */
export type KeySegment =
  | { readonly kind: 'literal'; readonly text: string }
  | {
      readonly kind: 'value'
      readonly type: PgType
      readonly alphabet: Codec['keyAlphabet']
      readonly format: TemplateFormat | null
    }

const digit: CharacterClass = (character) => character >= '0' && character <= '9'
const minus: CharacterClass = (character) => character === '-'
const hexadecimal: CharacterClass = (character) => digit(character) || (character >= 'a' && character <= 'f')
const plain: CharacterClass = (character) => /^[\p{L}\p{N}\-_.:+ ]$/u.test(character)
const escaped: CharacterClass = (character) => character !== '#' && character > '\u001f'
const anything: CharacterClass = () => true

/**
 * The texts that a key template can give: at least every text that it does give (the empty text is refused when an item
 * is built). It may hold more, so that a check built on it errs on the side of refusing.
 */
export function keyLanguage(segments: readonly KeySegment[]): Automaton {
  const automaton = new Automaton()
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === 'literal') automaton.addText(segment.text, index)
    else addValue(automaton, segment, index)
  }
  return automaton
}

function addValue(automaton: Automaton, segment: Extract<KeySegment, { kind: 'value' }>, index: number): void {
  switch (segment.format?.kind) {
    case 'pad':
      // Numbers with more digits than the width are refused when an item is built, so that the width is exact.
      for (let place = 0; place < segment.format.width; place += 1) automaton.addOne(digit, index)
      break
    case 'shard':
      automaton.addMany(digit, index)
      break
    case 'iso':
    case 'epoch-seconds':
    case 'epoch-millis':
    case 'epoch-micros':
      automaton.addMany(plain, index)
      break
    case 'escape':
      addUnformatted(automaton, segment, escaped, index)
      break
    case 'lower':
    case 'upper':
    case undefined:
      addUnformatted(automaton, segment, anything, index)
      break
  }
}

function addUnformatted(
  automaton: Automaton,
  segment: Extract<KeySegment, { kind: 'value' }>,
  free: CharacterClass,
  index: number,
): void {
  if (segment.alphabet === 'integer') automaton.addManyWithPrefix(minus, digit, index)
  else if (isUuid(segment.type) && segment.format?.kind !== 'upper') addUuid(automaton, index)
  else automaton.addMany(isPlain(segment) ? plain : free, index)
}

/** The labels of an enumeration are known, so that they are seen to be plain where the codec cannot promise it. */
function isPlain(segment: Extract<KeySegment, { kind: 'value' }>): boolean {
  if (segment.alphabet === 'plain') return true
  const underlying = underlyingType(segment.type)
  return underlying.kind === 'enum' && underlying.labels.every((label) => [...label].every(plain))
}

function addUuid(automaton: Automaton, index: number): void {
  for (const character of 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx') {
    automaton.addOne(character === '-' ? minus : hexadecimal, index)
  }
}

function isUuid(type: PgType): boolean {
  const underlying = underlyingType(type)
  return underlying.kind === 'base' && underlying.name === 'uuid'
}
