import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { baseType } from '../../catalog/pg-type.ts'
import type { TemplateFormat } from '../resolved.ts'
import { canCoincide } from './can-coincide.ts'
import { keyLanguage, type KeySegment } from './key-language.ts'
import { readableSegments } from './readable-segments.ts'

type ValueSegment = Extract<KeySegment, { kind: 'value' }>

function value(alphabet: ValueSegment['alphabet'], format: TemplateFormat | null = null): ValueSegment {
  return {
    kind: 'value',
    alphabet,
    format,
    type: baseType({ integer: 'int8', plain: 'timestamptz', free: 'text' }[alphabet], 0),
  }
}
function text(literal: string): KeySegment {
  return { kind: 'literal', text: literal }
}
const uuid: ValueSegment = { kind: 'value', alphabet: 'plain', format: null, type: baseType('uuid', 2950) }

// Few characters and short texts: with them readings that differ are found soon when there are any.
const literal = fc.string({ minLength: 1, maxLength: 2, unit: fc.constantFrom('#', '-', '1', 'a', '%') }).map(text)
const segment: fc.Arbitrary<KeySegment> = fc.oneof(
  literal,
  fc.constantFrom(
    value('integer'),
    value('plain'),
    value('free'),
    value('free', { kind: 'escape' }),
    value('integer', { kind: 'pad', width: 2 }),
    value('plain', { kind: 'escape' }),
  ),
)
const template = fc.array(segment, { minLength: 1, maxLength: 5 })

function valuesOf(part: ValueSegment): fc.Arbitrary<string> {
  if (part.format?.kind === 'pad') return fc.integer({ min: 0, max: 99 }).map(String)
  if (part.alphabet === 'integer') return fc.integer({ min: -12, max: 12 }).map(String)
  const characters = part.alphabet === 'plain' ? ['1', 'a', '-'] : ['1', 'a', '-', '#', '%']
  return fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom(...characters) })
}

function rowsOf(segments: readonly KeySegment[]): fc.Arbitrary<readonly string[]> {
  return fc.tuple(...segments.map((part) => (part.kind === 'literal' ? fc.constant(part.text) : valuesOf(part))))
}

function render(segments: readonly KeySegment[], row: readonly string[]): string {
  return segments
    .map((part, index) => {
      const raw = row[index] ?? ''
      if (part.kind === 'literal' || part.format === null) return raw
      return part.format.kind === 'pad'
        ? raw.padStart(part.format.width, '0')
        : raw.replaceAll('%', '%25').replaceAll('#', '%23')
    })
    .join('')
}

describe('readableSegments', () => {
  test('no two rows with one key differ in a segment that is called readable', () => {
    fc.assert(
      fc.property(
        template.chain((segments) =>
          fc.record({
            segments: fc.constant(segments),
            rows: fc.array(rowsOf(segments), { minLength: 200, maxLength: 200 }),
          }),
        ),
        ({ segments, rows }) => {
          const readable = readableSegments(keyLanguage(segments))
          for (const group of Map.groupBy(rows, (row) => render(segments, row)).values()) {
            for (const index of readable) expect(new Set(group.map((row) => row[index])).size).toBe(1)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  test('a segment that is called unreadable has two readings, shown by example for the sorts where the language is exact', () => {
    const examples: readonly (readonly [readonly KeySegment[], readonly string[], readonly string[]])[] = [
      [
        [value('integer'), value('integer')],
        ['1', '12'],
        ['11', '2'],
      ],
      [
        [value('free'), text('#'), value('free')],
        ['a', 'b#c'],
        ['a#b', 'c'],
      ],
      [
        [value('plain'), text('-'), value('plain')],
        ['a', 'b-c'],
        ['a-b', 'c'],
      ],
      [
        [value('free'), value('integer')],
        ['a', '12'],
        ['a1', '2'],
      ],
    ]
    for (const [segments, left, right] of examples) {
      const values = segments.map((part, index) => ({ part, index })).filter(({ part }) => part.kind === 'value')
      expect(readableSegments(keyLanguage(segments))).not.toContain(values[0]?.index)
      const compact = (row: readonly string[]): string => {
        const rest = [...row]
        return segments.map((part) => (part.kind === 'literal' ? part.text : (rest.shift() ?? ''))).join('')
      }
      expect(compact(left)).toBe(compact(right))
    }
  })

  test.each<[string, readonly KeySegment[]]>([
    ['one free text between texts', [text('EMAIL#'), value('free'), text('#')]],
    ['free text, then a number behind #', [value('free'), text('#'), value('integer')]],
    ['numbers separated by minus', [value('integer'), text('-'), value('integer')]],
    ['escaped text around #', [value('free', { kind: 'escape' }), text('#'), value('free', { kind: 'escape' })]],
    ['plain text around #', [value('plain'), text('#'), value('plain')]],
    [
      'padded numbers side by side',
      [value('integer', { kind: 'pad', width: 4 }), value('integer', { kind: 'pad', width: 4 })],
    ],
    ['uuids side by side', [uuid, uuid]],
  ])('%s can be read back', (_, segments) => {
    const expected = segments.map((_part, index) => index)
    expect([...readableSegments(keyLanguage(segments))].toSorted((left, right) => left - right)).toEqual(expected)
  })

  test('what stands beyond the doubt is still readable', () => {
    const readable = readableSegments(
      keyLanguage([value('integer'), text('#'), value('plain'), text(':'), value('plain')]),
    )
    expect(readable.has(0)).toBe(true)
    expect(readable.has(2)).toBe(false)
  })
})

describe('canCoincide', () => {
  test('is true wherever two rows do have one key', () => {
    fc.assert(
      fc.property(
        fc.tuple(template, template).chain(([left, right]) =>
          fc.record({
            left: fc.constant(left),
            right: fc.constant(right),
            leftRows: fc.array(rowsOf(left), { minLength: 60, maxLength: 60 }),
            rightRows: fc.array(rowsOf(right), { minLength: 60, maxLength: 60 }),
          }),
        ),
        ({ left, right, leftRows, rightRows }) => {
          if (canCoincide(keyLanguage(left), keyLanguage(right))) return
          const keys = new Set(leftRows.map((row) => render(left, row)))
          for (const row of rightRows) expect(keys.has(render(right, row))).toBe(false)
        },
      ),
      { numRuns: 300 },
    )
  })

  test.each<[readonly KeySegment[], readonly KeySegment[], boolean]>([
    [[text('METADATA')], [text('COMMENT#'), value('integer')], false],
    [[text('USER#'), value('integer')], [text('USER#'), value('integer')], true],
    [[text('USER#'), value('integer')], [text('USERS#'), value('integer')], false],
    [[value('free')], [text('USER#'), value('integer')], true],
    [[value('integer')], [text('USER#'), value('integer')], false],
    [[value('free'), text('#A')], [value('free'), text('#B')], false],
    [[value('free', { kind: 'escape' })], [text('A#'), value('integer')], false],
  ])('%j and %j: %s', (left, right, expected) => {
    expect(canCoincide(keyLanguage(left), keyLanguage(right))).toBe(expected)
    expect(canCoincide(keyLanguage(right), keyLanguage(left))).toBe(expected)
  })
})
