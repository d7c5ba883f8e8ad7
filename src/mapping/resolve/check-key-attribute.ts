import type { AttributeValue } from '../../codec/value/attribute-value.ts'
import { attributeBytes } from '../../codec/value/attribute-bytes.ts'
import { keyTypeOf } from '../key-type-of.ts'
import { keyTypeOfForm } from '../key-form.ts'
import type { ResolvedAttribute, ResolvedTable } from '../resolved.ts'
import type { KeyType } from '../schema/table-schema.ts'
import type { EntityScope } from './entity-scope.ts'

/**
 * An attribute that is also in the key of an index: DynamoDB refuses every item that has it with another type, as NULL
 * or empty. Left out, the item only stays out of the index.
 */
export function checkKeyAttribute(
  attribute: ResolvedAttribute,
  scope: Pick<EntityScope, 'place' | 'findings' | 'values' | 'codecFor'> & { readonly table: ResolvedTable },
): void {
  const type = keyTypeOf(scope.table, attribute.name)
  if (type === null) return
  const problem = problemOf(attribute, type, scope)
  if (problem === null) return
  const message = `"${attribute.name}" is of type ${type} in the keys of the table, but ${problem.message}`
  scope.findings.error('MAPPING_KEY_TYPE', `${scope.place}.attributes.${attribute.name}`, message, problem.fix)
}

const otherwise = 'give the attribute another name, or say another type in the table section.'
const formFixes = {
  S: `Write it as text (as: 'S'), ${otherwise}`,
  N: `Write it as a number (as: 'N', for a time as: 'epoch-millis'), ${otherwise}`,
  B: `Write it as bytes (as: 'B'), ${otherwise}`,
}

type Problem = { readonly message: string; readonly fix?: string } | null

function problemOf(
  attribute: ResolvedAttribute,
  type: KeyType,
  { values, codecFor }: Pick<EntityScope, 'values' | 'codecFor'>,
): Problem {
  switch (attribute.kind) {
    case 'template':
      return type === 'S' ? null : { message: 'a template makes text' }
    case 'constant': {
      const [own = ''] = Object.keys(attribute.value)
      if (own !== type) return { message: `the constant is of type ${own}` }
      return isEmpty(attribute.value) ? { message: 'the constant is empty' } : null
    }
    case 'value': {
      if (keyTypeOfForm(attribute.form) !== type)
        return { message: `the mapping writes it as ${attribute.form}`, fix: formFixes[type] }
      if (attribute.onNull === 'null')
        return { message: 'SQL NULL would be written as NULL', fix: "Leave it out: onNull: 'omit'." }
      if (type !== 'N' && attribute.onEmpty !== 'omit')
        return { message: 'an empty value would be written', fix: "Leave it out: onEmpty: 'omit'." }
      // Every whole number is a number; others may have too many digits, or be none.
      const isWhole = codecFor(values.at(attribute.value).type).keyAlphabet === 'integer'
      if (type === 'N' && !isWhole && attribute.onUnrepresentable === 'text') {
        const fix = "Reject such rows, or leave it out: onUnrepresentable: 'omit'."
        return { message: 'what has no such form would be written as text', fix }
      }
      return null
    }
  }
}

function isEmpty(value: AttributeValue): boolean {
  return attributeBytes(value) === 0
}
