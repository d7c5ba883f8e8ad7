import type { Picture } from './picture.ts'

export interface FlowBox {
  readonly id: string
  readonly title: string
  readonly detail: string
  /** Of the group that it belongs to; null for tables and indexes. */
  readonly group: string | null
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface FlowLine {
  readonly from: FlowBox
  readonly to: FlowBox
  readonly group: string
  readonly kind: 'source' | 'related' | 'index'
}

export interface FlowLayout {
  readonly width: number
  readonly height: number
  readonly tables: readonly FlowBox[]
  readonly collections: readonly FlowBox[]
  readonly entities: readonly FlowBox[]
  readonly indexes: readonly FlowBox[]
  readonly lines: readonly FlowLine[]
}

const columns = {
  tables: { x: 0, width: 190 },
  collections: { x: 300, width: 400 },
  indexes: { x: 810, width: 190 },
} as const
const heights = { row: 26, head: 28, gap: 16, box: 32 } as const

/**
 * Three columns: tables, collections with their entities, indexes; tables and indexes stand near what they are tied to.
 */
export function layOut(picture: Picture): FlowLayout {
  const { collections, entities, bottom } = layOutCollections(picture)
  const named = new Map(entities.map((box) => [box.title, box]))
  const middle = (box: FlowBox): number => box.y + box.height / 2
  const tied = (names: readonly string[]): number => {
    const places = names.flatMap((name) => named.get(name) ?? []).map(middle)
    return places.length === 0 ? bottom : places.reduce((sum, place) => sum + place, 0) / places.length
  }
  const tables = stack(
    picture.sources.map(({ label, rows }) => {
      const owners = picture.entities.filter(({ sources }) => sources.includes(label))
      const users = owners.length > 0 ? owners : picture.entities.filter(({ related }) => related.includes(label))
      return {
        id: label,
        title: label,
        detail: rows === null ? '' : compact(rows),
        wish: tied(users.map(({ name }) => name)),
      }
    }),
    columns.tables,
  )
  const indexes = stack(
    picture.indexes.map(({ name, entities: members }) => ({
      id: name,
      title: name,
      detail: '',
      wish: tied(members.map(({ entity }) => entity)),
    })),
    columns.indexes,
  )
  const table = new Map(tables.map((box) => [box.title, box]))
  const index = new Map(indexes.map((box) => [box.title, box]))
  const line = (
    from: FlowBox | undefined,
    to: FlowBox | undefined,
    group: string,
    kind: FlowLine['kind'],
  ): readonly FlowLine[] => (from === undefined || to === undefined ? [] : [{ from, to, group, kind }])
  const lines = picture.entities.flatMap(({ name, group, sources, related }) => [
    ...related.flatMap((label) => line(table.get(label), named.get(name), group, 'related')),
    ...sources.flatMap((label) => line(table.get(label), named.get(name), group, 'source')),
    ...picture.indexes.flatMap((each) =>
      each.entities.some(({ entity }) => entity === name)
        ? line(named.get(name), index.get(each.name), group, 'index')
        : [],
    ),
  ])
  const height = Math.max(bottom, ...[...tables, ...indexes].map((box) => box.y + box.height))
  return { width: columns.indexes.x + columns.indexes.width, height, tables, collections, entities, indexes, lines }
}

function layOutCollections(picture: Picture): {
  readonly collections: readonly FlowBox[]
  readonly entities: readonly FlowBox[]
  readonly bottom: number
} {
  const { x, width } = columns.collections
  const collections: FlowBox[] = []
  const entities: FlowBox[] = []
  let y = 0
  for (const { key, entities: names } of picture.collections) {
    const height = heights.head + names.length * heights.row + 8
    collections.push({ id: key, title: key, detail: '', group: null, x, y, width, height })
    for (const [at, name] of names.entries()) {
      const found = picture.entities.find((candidate) => candidate.name === name)
      entities.push({
        id: name,
        title: name,
        detail: found?.sortKey ?? '',
        group: found?.group ?? '',
        x: x + 8,
        y: y + heights.head + at * heights.row,
        width: width - 16,
        height: heights.row - 4,
      })
    }
    y += height + heights.gap
  }
  return { collections, entities, bottom: Math.max(0, y - heights.gap) }
}

interface Wish {
  readonly id: string
  readonly title: string
  readonly detail: string
  /** Where the middle of the box would like to be. */
  readonly wish: number
}

/** One below the other in the order of their wishes, none over another. */
function stack(
  wishes: readonly Wish[],
  { x, width }: { readonly x: number; readonly width: number },
): readonly FlowBox[] {
  let free = 0
  return wishes
    .toSorted((one, two) => one.wish - two.wish)
    .map(({ id, title, detail, wish }) => {
      const y = Math.max(free, wish - heights.box / 2)
      free = y + heights.box + 8
      return { id, title, detail, group: null, x, y, width, height: heights.box }
    })
}

/** `1.2k`, `3.4M`: the size at a glance. */
function compact(rows: number): string {
  if (rows < 1_000) return String(rows)
  if (rows < 1_000_000) return `${(rows / 1_000).toFixed(rows < 10_000 ? 1 : 0)}k`
  return `${(rows / 1_000_000).toFixed(1)}M`
}
