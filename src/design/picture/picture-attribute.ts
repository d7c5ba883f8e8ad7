import type { ResolvedAttribute, ResolvedEntity, ResolvedRelation, ResolvedValue } from '../../mapping/resolved.ts'
import { tableLabel } from '../../mapping/resolve/find-table.ts'
import { typeLabel } from '../../mapping/resolve/type-traits.ts'
import { conditionText } from './condition-text.ts'
import type { PictureEntity } from './picture.ts'

type PictureAttribute = PictureEntity['attributes'][number]

/** Name, type and origin of an attribute, in words. */
export function pictureAttribute(attribute: ResolvedAttribute, entity: ResolvedEntity): PictureAttribute {
  if (attribute.kind === 'template')
    return { name: attribute.name, type: 'S', origin: attribute.template.text, kind: 'text' }
  if (attribute.kind === 'constant')
    return {
      name: attribute.name,
      type: Object.keys(attribute.value).join(''),
      origin: 'the same in every item',
      kind: 'text',
    }
  const value = entity.values[attribute.value]
  if (value === undefined) return { name: attribute.name, type: '', origin: '', kind: 'text' }
  return { name: attribute.name, type: formText(attribute.form, value), ...originOf(value, entity) }
}

function formText(form: Extract<ResolvedAttribute, { kind: 'value' }>['form'], { type }: ResolvedValue): string {
  switch (form) {
    case 'iso':
      return 'S, ISO 8601'
    case 'epoch-seconds':
      return 'N, seconds since 1970'
    case 'epoch-millis':
      return 'N, milliseconds since 1970'
    case 'epoch-micros':
      return 'N, microseconds since 1970'
    case 'document':
      return 'M, L or scalar, as the JSON is'
    case 'set':
      return `set of ${typeLabel(type).replace(/\[\]$/u, '')}`
    default:
      return form
  }
}

function originOf(value: ResolvedValue, entity: ResolvedEntity): Pick<PictureAttribute, 'origin' | 'kind'> {
  switch (value.kind) {
    case 'column':
      return { origin: `${value.column} (${typeLabel(value.type)})`, kind: 'column' }
    case 'lookup': {
      const lookup = entity.lookups[value.lookup]
      return {
        origin: `copy of ${lookup === undefined ? '' : `${tableLabel(lookup.table)}.`}${value.column}`,
        kind: 'copy',
      }
    }
    case 'count':
      return {
        origin:
          value.distinct === null
            ? `number of rows in ${related(value.relation)}`
            : `number of different ${value.distinct} in ${related(value.relation)}`,
        kind: 'counter',
      }
    case 'sum':
      return { origin: `sum of ${value.column} in ${related(value.relation)}`, kind: 'counter' }
    case 'exists':
      return { origin: `is there a row in ${related(value.relation)}`, kind: 'counter' }
    case 'gather':
      return {
        origin: `list of ${value.columns.map(({ column }) => column).join(', ')} in ${related(value.relation)}`,
        kind: 'list',
      }
    case 'present':
      return { origin: `is there a row of ${value.branch}`, kind: 'counter' }
    case 'least':
    case 'greatest':
      return { origin: `${value.kind} ${value.column} of the rows`, kind: 'counter' }
    case 'first':
      return { origin: `${value.column} of the first row of ${value.branch}`, kind: 'copy' }
  }
}

function related({ branches }: ResolvedRelation): string {
  const conditions = branches[0]?.where ?? []
  const where = conditions.length === 0 ? '' : ` where ${conditions.map(conditionText).join(' and ')}`
  return `${branches.map(({ table }) => tableLabel(table)).join(' and ')}${where}`
}
