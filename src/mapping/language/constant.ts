import type { AttributeDefinition } from '../schema/attribute-schema.ts'

type Constant = Extract<AttributeDefinition, { kind: 'constant' }>

/**
 * A value that every item of the entity carries; plain data as one would write it in JSON, bigint for whole numbers
 * beyond 2^53.
 */
export type ConstantInput =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly ConstantInput[]
  | { readonly [name: string]: ConstantInput }

export function constant(value: ConstantInput): Constant {
  return { kind: 'constant', value: attributeValue(value) }
}

function attributeValue(value: ConstantInput): Constant['value'] {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number' || typeof value === 'bigint') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (isList(value)) return { L: value.map(attributeValue) }
  return { M: Object.fromEntries(Object.entries(value).map(([name, member]) => [name, attributeValue(member)])) }
}

function isList(value: ConstantInput): value is readonly ConstantInput[] {
  return Array.isArray(value)
}
