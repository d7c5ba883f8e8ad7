import { describe, expect, it } from 'vitest'
import type { Item } from '../../codec/value/attribute-value.ts'
import { resolveTable } from '../../mapping/resolve-table.ts'
import { libraryMapping, openLibrary } from '../library.fixture.ts'
import { repairWrite } from './repair-write.ts'

const never = new AbortController().signal
const table = resolveTable(libraryMapping)
const key = { pk: 'A', sk: 'B' }
const base: Item = { pk: { S: 'A' }, sk: { S: 'B' } }

describe('repairWrite', () => {
  it.each<[string, Item | null, Item | null, 'written' | 'refused']>([
    ['nothing, as seen', null, null, 'written'],
    ['an item where nothing was seen', null, { ...base, v: { N: '1' } }, 'refused'],
    ['the item as seen', { ...base, v: { N: '1' } }, { ...base, v: { N: '1.0' } }, 'written'],
    ['another value', { ...base, v: { N: '1' } }, { ...base, v: { N: '2' } }, 'refused'],
    ['another type', { ...base, v: { N: '1' } }, { ...base, v: { S: '1' } }, 'refused'],
    ['nothing where an item was seen', { ...base, v: { N: '1' } }, null, 'refused'],
    ['an attribute that has appeared', { ...base }, { ...base, v: { N: '3' } }, 'refused'],
    [
      'lists, maps, sets and bytes as seen',
      {
        ...base,
        l: { L: [{ NULL: true }] },
        m: { M: { a: { BOOL: false } } },
        s: { SS: ['x', 'y'] },
        b: { B: Uint8Array.of(0, 255) },
      },
      {
        ...base,
        l: { L: [{ NULL: true }] },
        m: { M: { a: { BOOL: false } } },
        s: { SS: ['y', 'x'] },
        b: { B: Uint8Array.of(0, 255) },
      },
      'written',
    ],
  ])('meets %s', async (_name, seen, there, outcome) => {
    await using library = await openLibrary()
    if (there !== null) await library.put(there)
    const item: Item = { ...base, v: { N: '9' } }
    expect(
      await repairWrite(library.transport, library.table.name, table, { kind: 'put', key, item, seen }, never),
    ).toBe(outcome)
  })

  it('deletes only what was seen', async () => {
    await using library = await openLibrary()
    await library.put({ ...base, v: { N: '2' } })
    const write = (v: string): ReturnType<typeof repairWrite> =>
      repairWrite(
        library.transport,
        library.table.name,
        table,
        { kind: 'delete', key, seen: { ...base, v: { N: v } } },
        never,
      )
    expect(await write('1')).toBe('refused')
    expect(await write('2')).toBe('written')
    expect(await write('2')).toBe('refused')
  })
})
