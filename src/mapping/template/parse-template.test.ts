import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TemplateFormat } from '../resolved.ts'
import { parseReference, printReference } from './parse-reference.ts'
import { parseTemplate } from './parse-template.ts'
import { printTemplate } from './print-template.ts'
import type { TemplatePart } from './parsed-template.ts'

/** Any text that is a name, with the characters that mean something made likely. */
const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8 }),
  fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('{', '}', '|', '.', '"', 'a', ' ') }),
)
const reference = fc.record({ lookup: fc.oneof(fc.constant(null), name), column: name })
const format: fc.Arbitrary<TemplateFormat | null> = fc.oneof(
  fc.constant(null),
  fc.integer({ min: 1, max: 38 }).map((width): TemplateFormat => ({ kind: 'pad', width })),
  fc.integer({ min: 1, max: 10_000 }).map((count): TemplateFormat => ({ kind: 'shard', count })),
  fc
    .constantFrom('lower', 'upper', 'escape', 'iso', 'epoch-seconds', 'epoch-millis', 'epoch-micros')
    .map((kind): TemplateFormat => ({ kind })),
)
const parts = fc
  .array(
    fc.oneof(
      fc.record({
        kind: fc.constant('literal' as const),
        text: fc.string({ minLength: 1, unit: fc.constantFrom('{', '}', '#', 'a', '"', '|') }),
      }),
      fc.record({ kind: fc.constant('placeholder' as const), reference, format, at: fc.constant(0) }),
    ),
    { maxLength: 8 },
  )
  // Two literals side by side are one when read back.
  .filter((list) => list.every((part, index) => part.kind !== 'literal' || list[index - 1]?.kind !== 'literal'))

function withoutPlaces(list: readonly TemplatePart[]): readonly TemplatePart[] {
  return list.map((part) => (part.kind === 'placeholder' ? { ...part, at: 0 } : part))
}

describe('parseTemplate', () => {
  test('reads back whatever printTemplate writes', () => {
    fc.assert(
      fc.property(parts, (template) => {
        const result = parseTemplate(printTemplate(template))
        expect('template' in result && withoutPlaces(result.template)).toEqual(template)
      }),
      { numRuns: 2000 },
    )
  })

  test('takes or refuses any text at all, and what it takes prints to the same meaning', () => {
    fc.assert(
      fc.property(
        fc.string({
          maxLength: 30,
          unit: fc.constantFrom('{', '}', '|', '.', '"', ':', 'a', '1', 'pad', 'lower', '#'),
        }),
        (text) => {
          const result = parseTemplate(text)
          const place = 'problem' in result ? result.problem.at : 1
          expect(place).toBeGreaterThanOrEqual(1)
          expect(place).toBeLessThanOrEqual(text.length + 1)
          const taken = 'template' in result ? result.template : []
          const again = parseTemplate(printTemplate(taken))
          expect('template' in again && withoutPlaces(again.template)).toEqual(withoutPlaces(taken))
        },
      ),
      { numRuns: 5000 },
    )
  })

  test.each([
    [
      'USER#{id}',
      [
        { kind: 'literal', text: 'USER#' },
        { kind: 'placeholder', reference: { lookup: null, column: 'id' }, format: null, at: 6 },
      ],
    ],
    ['{owner.nick}', [{ kind: 'placeholder', reference: { lookup: 'owner', column: 'nick' }, format: null, at: 1 }]],
    [
      '{{{id|pad:12}}}',
      [
        { kind: 'literal', text: '{' },
        { kind: 'placeholder', reference: { lookup: null, column: 'id' }, format: { kind: 'pad', width: 12 }, at: 3 },
        { kind: 'literal', text: '}' },
      ],
    ],
    ['{"a.b|c""}"}', [{ kind: 'placeholder', reference: { lookup: null, column: 'a.b|c"}' }, format: null, at: 1 }]],
  ])('%s', (text, template) => {
    expect(parseTemplate(text)).toEqual({ template })
  })

  test.each([
    ['USER#{id', 'MAPPING_TEMPLATE_SYNTAX', 9],
    ['USER#id}', 'MAPPING_TEMPLATE_SYNTAX', 8],
    ['USER#{}', 'MAPPING_TEMPLATE_SYNTAX', 7],
    ['{a.b.c}', 'MAPPING_TEMPLATE_SYNTAX', 5],
    ['{"a', 'MAPPING_TEMPLATE_SYNTAX', 2],
    ['{id|padd:3}', 'MAPPING_UNKNOWN_FORMAT', 5],
    ['{id|pad:0}', 'MAPPING_UNKNOWN_FORMAT', 5],
    ['{id|pad}', 'MAPPING_UNKNOWN_FORMAT', 5],
    ['{id|shard:99999}', 'MAPPING_UNKNOWN_FORMAT', 5],
  ])('%s is refused', (text, code, at) => {
    expect(parseTemplate(text)).toMatchObject({ problem: { code, at } })
  })
})

test('a reference reads back as it was printed', () => {
  fc.assert(
    fc.property(reference, (value) => {
      expect(parseReference(printReference(value))).toEqual(value)
    }),
  )
})
