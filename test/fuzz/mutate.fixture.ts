/** A seeded source of chance. */
export type Random = () => number

const interesting = [
  0, 1, 0x7f, 0x80, 0xff, 0x22, 0x5b, 0x5d, 0x7b, 0x7d, 0x5c, 0x25, 0x40, 0x3a, 0x2f, 0x0a, 0xc3, 0xed,
]

/** A few changes of the kinds that break parsers: bits, bytes, lengths, cuts, repeats, parts of another input. */
export function mutate(input: Buffer, corpus: readonly Buffer[], random: Random): Buffer {
  let bytes = input
  for (let changes = 1 + Math.floor(random() * 4); changes > 0; changes -= 1) bytes = change(bytes, corpus, random)
  return bytes
}

/** Beyond this a repeat only costs time. */
const maxBytes = 16 * 1024

function change(bytes: Buffer, corpus: readonly Buffer[], random: Random): Buffer {
  const at = below(bytes.length + 1, random)
  const to = Math.min(bytes.length, at + below(16, random) + 1)
  switch (below(8, random)) {
    case 0:
      return set(bytes, at, (old) => old ^ (1 << below(8, random)))
    case 1:
      return set(bytes, at, () => interesting[below(interesting.length, random)] ?? 0)
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)])
    case 3:
      return Buffer.concat([bytes.subarray(0, at), randomBytes(below(8, random) + 1, random), bytes.subarray(at)])
    case 4:
      return bytes.subarray(0, at)
    case 5: {
      const piece = bytes.subarray(at, to)
      const times = piece.length === 0 ? 0 : Math.min(below(2000, random), Math.floor(maxBytes / piece.length))
      return Buffer.concat([
        bytes.subarray(0, at),
        ...Array.from({ length: times }, () => piece),
        bytes.subarray(at),
      ]).subarray(0, maxBytes)
    }
    case 6: {
      const other = corpus[below(corpus.length, random)] ?? bytes
      const from = below(other.length + 1, random)
      return Buffer.concat([bytes.subarray(0, at), other.subarray(from, from + below(64, random)), bytes.subarray(to)])
    }
    default: {
      // A 32-bit number, most of all a length.
      if (at + 4 > bytes.length) return bytes
      const copy = Buffer.from(bytes)
      const numbers = [-1, -2, 0, 1, 0x7fffffff, -0x80000000, 0xffff, bytes.length, below(1000, random)]
      copy.writeInt32BE(numbers[below(numbers.length, random)] ?? 0, at)
      return copy
    }
  }
}

export function randomBytes(length: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length }, () => below(256, random)))
}

export function below(limit: number, random: Random): number {
  return Math.floor(random() * limit)
}

function set(bytes: Buffer, at: number, next: (old: number) => number): Buffer {
  if (at >= bytes.length) return bytes
  const copy = Buffer.from(bytes)
  copy[at] = next(copy[at] ?? 0) & 0xff
  return copy
}

const odd: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'x',
  '{id}',
  '{',
  '__proto__',
  [],
  {},
  [[[]]],
  '\u0000',
  '\ud800',
  2 ** 53,
]

/** Changes one part of a JSON document: another value, a part of another place, a name taken away, doubled or renamed. */
export function mutateJson(input: Buffer, random: Random): Buffer {
  const document: unknown = JSON.parse(input.toString('utf8'))
  const places: { readonly holder: Record<string, unknown>; readonly name: string }[] = []
  const visit = (value: unknown): void => {
    if (!isHolder(value)) return
    for (const name of Object.keys(value)) {
      places.push({ holder: value, name })
      visit(value[name])
    }
  }
  visit(document)
  for (let changes = 1 + below(3, random); changes > 0; changes -= 1) {
    const place = places[below(places.length, random)]
    const other = places[below(places.length, random)]
    if (place === undefined || other === undefined) break
    const { holder, name } = place
    switch (below(5, random)) {
      case 0:
        holder[name] = odd[below(odd.length, random)]
        break
      case 1:
        holder[name] = structuredClone(other.holder[other.name])
        break
      case 2:
        if (Array.isArray(holder)) holder.splice(Number(name), 1)
        else Reflect.deleteProperty(holder, name)
        break
      case 3:
        Object.defineProperty(holder, other.name, {
          value: holder[name],
          enumerable: true,
          configurable: true,
          writable: true,
        })
        break
      default:
        if (typeof holder[name] === 'string')
          holder[name] = mutate(Buffer.from(holder[name]), [], random).toString('utf8')
        else if (Array.isArray(holder[name]))
          holder[name] = Array.from({ length: below(300, random) }, () => structuredClone(other.holder[other.name]))
    }
  }
  return Buffer.from(JSON.stringify(document))
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
