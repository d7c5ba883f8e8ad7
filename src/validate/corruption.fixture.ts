import type { AttributeValue, Item } from '../codec/value/attribute-value.ts'
import { attributeOrigins } from './compare/attribute-origin.ts'
import type { ResolvedMapping } from '../mapping/resolved.ts'
import { itemKeyRecord, itemType, type KeyRecord } from './digest/key-record.ts'

/** One corruption of a table, as a plan: items put in place of others, and keys removed. */
export interface Corruption {
  readonly put: readonly Item[]
  readonly remove: readonly KeyRecord[]
}

/** A seeded source of chance; mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface CorruptionInput {
  readonly mapping: ResolvedMapping
  readonly item: Item
  readonly random: () => number
}

/** Returns null when the item offers nothing to corrupt in this way. */
export type CorruptionSort = (input: CorruptionInput) => Corruption | null

/**
 * Every sort of corruption that the harness plants. Each result differs from the item by the meaning that DynamoDB
 * gives it.
 */
export const corruptionSorts: Readonly<Record<string, CorruptionSort>> = {
  'one bit of a text': change('S', ({ S }, random) =>
    S === '' ? null : { S: replaceAt(S, random, (code) => code ^ 1) },
  ),
  'last character of a text lost': change('S', ({ S }) => (S === '' ? null : { S: [...S].slice(0, -1).join('') })),
  'blank after a text': change('S', ({ S }) => ({ S: `${S} ` })),
  'case of a letter': change('S', ({ S }) => (S.toUpperCase() === S ? null : { S: S.toUpperCase() })),
  'surrogate pair broken': change('S', ({ S }) =>
    /[\u{10000}-\u{10ffff}]/u.test(S) ? { S: S.replace(/[\u{10000}-\u{10ffff}]/u, '\ufffd') } : null,
  ),
  'other surrogate pair': change('S', ({ S }) => (S.includes('😀') ? { S: S.replace('😀', '😁') } : null)),
  'line break changed': change('S', ({ S }) => (S.includes('\n') ? { S: S.replaceAll('\n', '\r\n') } : null)),
  'escape left in': change('S', ({ S }) => (S.includes('\\') ? { S: S.replaceAll('\\', '\\\\') } : null)),
  'composed to decomposed': change('S', ({ S }) => (S.normalize('NFD') === S ? null : { S: S.normalize('NFD') })),
  'timezone shift': change('S', ({ S }) =>
    /^\d{4}-\d\d-\d\dT\d\d/.test(S)
      ? { S: S.replace(/T(\d\d)/, (_all, hour: string) => `T${String((Number(hour) + 1) % 24).padStart(2, '0')}`) }
      : null,
  ),
  'fraction of a second lost': change('S', ({ S }) => (/T.*\.\d+/.test(S) ? { S: S.replace(/\.\d+/, '') } : null)),
  'zero after a decimal text': change('S', ({ S }) =>
    /^\d{4}-.*\.\d*[1-9]/.test(S) ? { S: S.replace(/(\.\d+)/, '$10') } : null,
  ),
  'empty text for absent': absentAs({ S: '' }),
  'NULL for absent': absentAs({ NULL: true }),
  'absent for empty text': change('S', ({ S }) => (S === '' ? 'absent' : null)),
  'last digit of a number': change('N', ({ N }) => ({
    N: N.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)),
  })),
  'number through a double': change('N', ({ N }) =>
    /^-?\d{16,}$/.test(N) && BigInt(Number(N)) !== BigInt(N) ? { N: String(BigInt(Number(N))) } : null,
  ),
  'sign of a number': change('N', ({ N }) => (N === '0' ? null : { N: N.startsWith('-') ? N.slice(1) : `-${N}` })),
  'number times ten': change('N', ({ N }) => (/^-?[1-9]\d{0,20}$/.test(N) ? { N: `${N}0` } : null)),
  'seconds for milliseconds': change('N', ({ N }) => (/^-?\d{4,}$/.test(N) ? { N: `${N}000` } : null)),
  'counter off by one': change('N', ({ N }) => (/^\d{1,3}$/.test(N) ? { N: String(Number(N) + 1) } : null)),
  'S for N': change('N', ({ N }) => ({ S: N })),
  'N for S': change('S', ({ S }) => (/^\d+$/.test(S) ? { N: S } : { N: '0' })),
  'text for a boolean': change('BOOL', ({ BOOL }) => ({ S: String(BOOL) })),
  'number for a boolean': change('BOOL', ({ BOOL }) => ({ N: BOOL ? '1' : '0' })),
  'boolean turned round': change('BOOL', ({ BOOL }) => ({ BOOL: !BOOL })),
  'one bit of a binary': change('B', ({ B }) =>
    B.length === 0 ? null : { B: Uint8Array.from(B, (byte, at) => (at === B.length - 1 ? byte ^ 1 : byte)) },
  ),
  'binary as its text': change('B', ({ B }) => ({ S: Buffer.from(B).toString('base64') })),
  'list element lost': change('L', ({ L }) => (L.length === 0 ? null : { L: L.slice(1) })),
  'list element twice': change('L', ({ L }) => (L[0] === undefined ? null : { L: [L[0], ...L] })),
  'order of a list': change('L', ({ L }) =>
    L.length < 2 || JSON.stringify(L[0]) === JSON.stringify(L.at(-1)) ? null : { L: L.toReversed() },
  ),
  'NULL in a list lost': change('L', ({ L }) =>
    L.some((element) => 'NULL' in element) ? { L: L.filter((element) => !('NULL' in element)) } : null,
  ),
  'set member lost': change('SS', ({ SS }) => (SS.length < 2 ? null : { SS: SS.slice(1) })),
  'set member more': change('SS', ({ SS }) => ({ SS: [...SS, 'more'] })),
  'list for a set': change('SS', ({ SS }) => ({ L: SS.map((S) => ({ S })) })),
  'map entry lost': change('M', ({ M }) =>
    Object.keys(M).length === 0 ? null : { M: Object.fromEntries(Object.entries(M).slice(1)) },
  ),
  'map entry more': change('M', ({ M }) => ({ M: { ...M, surplus: { NULL: true } } })),
  'document as its text': change('M', ({ M }) => ({ S: JSON.stringify(M) })),
  'value deep in a document': change('M', ({ M }) => ({
    M: {
      ...M,
      ...Object.fromEntries(
        Object.keys(M)
          .slice(0, 1)
          .map((name) => [name, { S: 'other' }]),
      ),
    },
  })),
  'JSON null lost': change('NULL', () => 'absent'),
  'attribute lost': ({ item, mapping, random }) => {
    const name = pick(ownAttributes(mapping, item), random)
    return name === undefined ? null : { put: [without(item, name)], remove: [] }
  },
  'attribute more': ({ item }) => ({ put: [{ ...item, surplus: { S: 'x' } }], remove: [] }),
  'attribute renamed': ({ item, mapping, random }) => {
    const name = pick(ownAttributes(mapping, item), random)
    const value = name === undefined ? undefined : item[name]
    return name === undefined || value === undefined
      ? null
      : { put: [{ ...without(item, name), [`${name}_`]: value }], remove: [] }
  },
  'two attributes exchanged': ({ item, mapping }) => {
    const names = ownAttributes(mapping, item)
    for (const one of names) {
      for (const two of names) {
        const [first, second] = [item[one], item[two]]
        if (first !== undefined && second !== undefined && JSON.stringify(first) !== JSON.stringify(second))
          return { put: [{ ...item, [one]: second, [two]: first }], remove: [] }
      }
    }
    return null
  },
  'other type': ({ item }) => ({
    put: [
      {
        ...item,
        type: {
          S:
            itemType({ entityType: 'type', partitionKey: 'pk', sortKey: 'sk', indexes: [] }, item) === 'READER'
              ? 'AUTHOR'
              : 'READER',
        },
      },
    ],
    remove: [],
  }),
  'unknown type': ({ item }) => ({ put: [{ ...item, type: { S: 'NOBODY' } }], remove: [] }),
  'type lost': ({ item }) => ({ put: [without(item, 'type')], remove: [] }),
  'index key changed': indexKeys((item, [name]) => (name === undefined ? null : { ...item, [name]: { S: 'OTHER#1' } })),
  'half an index key lost': indexKeys((item, [name]) => (name === undefined ? null : without(item, name))),
  'whole index key lost': indexKeys((item, names) => (names.length === 0 ? null : names.reduce(without, item))),
  'index key where none belongs': ({ item }) =>
    Object.hasOwn(item, 'mail_pk')
      ? null
      : { put: [{ ...item, mail_pk: { S: 'MAIL#x' }, mail_sk: { S: 'READER#1' } }], remove: [] },
  'half an index key where none belongs': ({ item }) =>
    Object.hasOwn(item, 'author_pk') ? null : { put: [{ ...item, author_pk: { S: 'AUTHOR#1' } }], remove: [] },
  'item missing': ({ item, mapping }) => ({ put: [], remove: [itemKeyRecord(mapping.table, item)] }),
  'item under another key': ({ item, mapping, random }) => ({
    put: [{ ...item, pk: { S: `WRONG#${String(Math.floor(random() * 1e9))}` } }],
    remove: [itemKeyRecord(mapping.table, item)],
  }),
  'item twice': ({ item, random }) => ({
    put: [{ ...item, sk: { S: `COPY#${String(Math.floor(random() * 1e9))}` } }],
    remove: [],
  }),
  'item extra': ({ random }) => ({
    put: [
      {
        pk: { S: `READER#${String(1_000_000 + Math.floor(random() * 1e9))}` },
        sk: { S: 'METADATA' },
        type: { S: 'READER' },
      },
    ],
    remove: [],
  }),
  'item emptied': ({ item }) => ({
    put: [{ pk: item['pk'] ?? { S: '' }, sk: item['sk'] ?? { S: '' }, type: item['type'] ?? { S: '' } }],
    remove: [],
  }),
}

type OfType<Name extends string> = Extract<AttributeValue, Readonly<Record<Name, unknown>>>

/** Changes one attribute of a type, anywhere but in the primary key and the type. */
function change<Name extends 'S' | 'N' | 'B' | 'BOOL' | 'L' | 'M' | 'SS' | 'NULL'>(
  type: Name,
  how: (value: OfType<Name>, random: () => number) => AttributeValue | 'absent' | null,
): CorruptionSort {
  return ({ mapping, item, random }) => {
    const names = ownAttributes(mapping, item)
    const start = Math.floor(random() * names.length)
    for (const name of [...names.slice(start), ...names.slice(0, start)]) {
      const value = item[name]
      if (value === undefined || !isOfType(value, type)) continue
      const changed = how(value, random)
      if (changed === null) continue
      return { put: [changed === 'absent' ? without(item, name) : { ...item, [name]: changed }], remove: [] }
    }
    return null
  }
}

function isOfType<Name extends string>(value: AttributeValue, type: Name): value is OfType<Name> {
  return type in value
}

function absentAs(value: AttributeValue): CorruptionSort {
  return ({ mapping, item }) => {
    const entity = mapping.entities.find(({ name }) => name === itemType(mapping.table, item))
    const absent = entity?.attributes.find(({ name }) => !Object.hasOwn(item, name))
    return absent === undefined ? null : { put: [{ ...item, [absent.name]: value }], remove: [] }
  }
}

function indexKeys(how: (item: Item, names: readonly string[]) => Item | null): CorruptionSort {
  return ({ mapping, item }) => {
    const { table } = mapping
    const index = table.indexes.find(
      ({ partitionKey }) => partitionKey !== table.entityType && Object.hasOwn(item, partitionKey),
    )
    if (index === undefined) return null
    const changed = how(
      item,
      [index.partitionKey, index.sortKey].filter((name) => name !== null),
    )
    return changed === null ? null : { put: [changed], remove: [] }
  }
}

/** Attributes beyond key, type and index keys. */
function ownAttributes(mapping: ResolvedMapping, item: Item): string[] {
  const entity = mapping.entities.find(({ name }) => name === itemType(mapping.table, item))
  if (entity === undefined) return []
  const origins = attributeOrigins(mapping.table, entity)
  return Object.keys(item)
    .filter((name) => origins.get(name) === 'own-row' || origins.get(name) === 'other-rows')
    .sort()
}

function without(item: Item, name: string): Item {
  const { [name]: _gone, ...rest } = item
  return rest
}

function pick(names: readonly string[], random: () => number): string | undefined {
  return names[Math.floor(random() * names.length)]
}

function replaceAt(text: string, random: () => number, how: (code: number) => number): string {
  const characters = [...text]
  const at = Math.floor(random() * characters.length)
  const code = how(characters[at]?.codePointAt(0) ?? 0)
  // A control character or half a pair would be refused by the service before it could be found.
  return characters.with(at, String.fromCodePoint(code)).join('')
}
