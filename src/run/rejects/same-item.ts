import type { AttributeValue, Item } from '../../codec/value/attribute-value.ts'
import { canonicalNumber } from '../../codec/numbers/canonical-number.ts'
import { toWire } from '../../dynamodb/wire-item.ts'
import { canonicalJson } from '../../mapping/canonical-json.ts'

/** Do two items hold the same, however numbers are spelled and sets are ordered? */
export function sameItem(left: Item, right: Item): boolean {
  return textOf({ M: left }) === textOf({ M: right })
}

function textOf(value: AttributeValue): string {
  if ('N' in value) return `N${canonicalNumber(value.N)}`
  if ('NS' in value) return canonicalJson({ NS: value.NS.map(canonicalNumber).toSorted() })
  if ('SS' in value) return canonicalJson({ SS: value.SS.toSorted() })
  if ('BS' in value) return canonicalJson({ BS: value.BS.map((B) => textOf({ B })).toSorted() })
  if ('L' in value) return canonicalJson({ L: value.L.map(textOf) })
  if ('M' in value)
    return canonicalJson({
      M: Object.entries(value.M)
        .map(([name, member]) => [name, textOf(member)])
        .toSorted(byName),
    })
  return canonicalJson(toWire(value))
}

function byName([left = '']: readonly string[], [right = '']: readonly string[]): number {
  return left < right ? -1 : left > right ? 1 : 0
}
