import type { AttributeValue, Item } from '../../codec/value/attribute-value.ts'
import { canonicalValue } from '../digest/canonical-item.ts'
import type { AttributeDifferenceRecord } from '../report/report-schema.ts'
import { toWire } from '../../dynamodb/wire-item.ts'

/**
 * Every attribute in which two items differ, by name; empty: equal. `names` limits the comparison (an index's
 * projection).
 */
export function differingAttributes(
  expected: Item,
  found: Item,
  options: { readonly showValues: boolean; readonly names?: ReadonlySet<string> | undefined },
): AttributeDifferenceRecord[] {
  const differences: AttributeDifferenceRecord[] = []
  for (const name of [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort()) {
    if (options.names !== undefined && !options.names.has(name)) continue
    const place = firstPlace('', own(expected, name), own(found, name))
    if (place === null) continue
    differences.push({
      name,
      path: place.path,
      expectedType: typeName(place.expected),
      foundType: typeName(place.found),
      ...(options.showValues ? { expected: shown(place.expected), found: shown(place.found) } : {}),
    })
  }
  return differences
}

interface Place {
  readonly path: string
  readonly expected: AttributeValue | undefined
  readonly found: AttributeValue | undefined
}

/** The innermost first place that differs: one wrong element of a list of a thousand is named by its index. */
function firstPlace(
  path: string,
  expected: AttributeValue | undefined,
  found: AttributeValue | undefined,
): Place | null {
  if (expected === undefined || found === undefined) return expected === found ? null : { path, expected, found }
  if (canonicalValue(expected) === canonicalValue(found)) return null
  if ('M' in expected && 'M' in found) {
    for (const name of [...new Set([...Object.keys(expected.M), ...Object.keys(found.M)])].sort()) {
      const place = firstPlace(`${path}.${name}`, own(expected.M, name), own(found.M, name))
      if (place !== null) return place
    }
  }
  if ('L' in expected && 'L' in found) {
    for (let index = 0; index < Math.max(expected.L.length, found.L.length); index += 1) {
      const place = firstPlace(`${path}[${String(index)}]`, expected.L[index], found.L[index])
      if (place !== null) return place
    }
  }
  return { path, expected, found }
}

/** A document may name an entry `constructor`; only own entries count. */
function own(map: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined
}

function shown(value: AttributeValue | undefined): unknown {
  return value === undefined ? null : toWire(value)
}

function typeName(value: AttributeValue | undefined): string {
  return value === undefined ? 'absent' : (Object.keys(value)[0] ?? 'absent')
}
