import { assertNever } from '../assert-never.ts'
import type { PgType } from '../catalog/pg-type.ts'

/**
 * A type in words, the same for types that print their values alike: `numeric(20,4)`, `timestamptz(3)`, `int4[]`,
 * `address (street text, town text)`. Left out is what may change without changing an item: object ids, the labels of
 * an enum, and how long a varchar may be.
 */
export function typeText(type: PgType): string {
  switch (type.kind) {
    case 'base':
      return `${type.name}${modifierText(type.name, type.modifier)}`
    case 'array':
      return `${typeText(type.element)}[]`
    case 'enum':
      return type.name
    case 'domain':
      return `${type.name} (${typeText(type.base)})`
    case 'composite':
      return `${type.name} (${type.fields.map((field) => `${field.name} ${typeText(field.type)}`).join(', ')})`
    case 'range':
    case 'multirange':
      return `${type.name} (${typeText(type.subtype)})`
    default:
      return assertNever(type)
  }
}

/**
 * atttypmod: ((precision << 16) | scale in 11 bits) + 4 of a numeric, length + 4 of a bpchar, the number itself
 * elsewhere.
 */
function modifierText(name: string, modifier: number): string {
  if (modifier < 0 || name === 'varchar') return ''
  if (name === 'bpchar') return `(${modifier - 4})`
  if (name !== 'numeric') return `(${modifier})`
  const scale = (modifier - 4) & 0x7ff
  return `(${(modifier - 4) >>> 16},${scale >= 1024 ? scale - 2048 : scale})`
}
