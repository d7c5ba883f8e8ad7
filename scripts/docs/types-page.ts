import { baseType, type PgType } from '../../src/catalog/pg-type.ts'
import { baseCodecBySendName, baseCodecByCastName } from '../../src/codec/base-codecs.ts'
import type { Codec } from '../../src/codec/codec.ts'
import { codecFor } from '../../src/codec/registry.ts'
import { typeRemarks } from './type-remarks.ts'

const text = baseType('text', 25)
const int4 = baseType('int4', 23)

/** Kinds of types that are made of others; one of each stands for all. */
const structural: readonly { readonly name: string; readonly type: PgType }[] = [
  { name: 'enum', type: { kind: 'enum', oid: 0, name: 'enum', labels: [] } },
  { name: 'array', type: { kind: 'array', oid: 0, name: '_text', element: text } },
  {
    name: 'composite',
    type: { kind: 'composite', oid: 0, name: 'composite', fields: [{ name: 'field', type: text }] },
  },
  { name: 'range', type: { kind: 'range', oid: 0, name: 'int4range', subtype: int4 } },
  { name: 'multirange', type: { kind: 'multirange', oid: 0, name: 'int4multirange', subtype: int4 } },
]

/**
 * Every type, its forms and its limits: forms from the codecs, remarks from type-remarks.ts, which must cover all of
 * them.
 */
export function typesPage(): string {
  const codecs = [...new Set([...baseCodecBySendName.values(), ...baseCodecByCastName.values()])]
  const rows = [
    ...codecs.map((codec) => row(codec.types.map((name) => `\`${name}\``).join(', '), codec, codec.types[0] ?? '')),
    ...structural.map(({ name, type }) => row(name, codecFor(type), name)),
    row('domain', null, 'domain'),
    row('any other', codecFor(baseType('unknown_type', 99_999)), 'any other'),
  ]
  return [
    '# Types',
    '',
    'What every PostgreSQL type can become. The first form is the default; another one is chosen with `as` (see [the mapping language](mapping.md)).',
    'No value is ever rounded or cut: a value that the form cannot hold exactly takes the way that `onUnrepresentable` names, and by default its row is',
    'rejected, named in the reject file with the reason. "In keys" says which characters the text of a value may hold in a key template: `integer` digits and a',
    'minus sign, `plain` letters, digits and `-_.:+` and space (never `#`), `free` anything; the check of key collisions builds on it.',
    '',
    '| Form | Attribute |',
    '|---|---|',
    '| `S` | text, as PostgreSQL prints it |',
    '| `N` | exact number, at most 38 significant digits |',
    '| `B` | bytes |',
    '| `BOOL` | true or false |',
    '| `iso` | text in ISO 8601 |',
    '| `epoch-seconds`, `epoch-millis`, `epoch-micros` | number since 1970-01-01 UTC, with a fraction where the value has one |',
    '| `document` | native map, list or scalar of a JSON value |',
    '| `L` | list |',
    '| `M` | map |',
    '| `set` | set of texts, numbers or bytes |',
    '',
    '| Type | Forms | In keys | Limits and remarks |',
    '|---|---|---|---|',
    ...rows,
    '',
    'This page is written by `scripts/write-docs.ts` from `src/codec/`.',
    '',
  ].join('\n')
}

function row(label: string, codec: Codec | null, key: string): string {
  const remark = typeRemarks.get(key)
  if (remark === undefined) throw new Error(`scripts/docs/type-remarks.ts has nothing on "${key}"`)
  const forms = codec === null ? 'those of its base type' : codec.forms.map((form) => `\`${form}\``).join(', ')
  return `| ${label} | ${forms} | ${codec === null ? 'as its base type' : codec.keyAlphabet} | ${remark} |`
}
