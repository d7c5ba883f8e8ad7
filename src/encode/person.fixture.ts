import type { EntityName, ValueRef } from '../brand.ts'
import type { AttributeValue, Form } from '../codec/value/attribute-value.ts'
import type {
  ResolvedAttribute,
  ResolvedEntity,
  ResolvedMapping,
  ResolvedTable,
  ResolvedTemplate,
} from '../mapping/resolved.ts'
import { fieldOf, handSentTypes, tupleOf, type HandSentType } from './tuple.fixture.ts'

/** A small entity to give examples with: PERSON#{id} / METADATA, found by e-mail, in a table of one index. */
export const personColumns = {
  id: 'int8',
  email: 'text',
  city: 'text',
  score: 'numeric',
  extra: 'jsonb',
  tags: 'int8Array',
} as const satisfies Readonly<Record<string, HandSentType>>

export type PersonRow = { readonly [Column in keyof typeof personColumns]?: string | null }

export const personTable: ResolvedTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  entityType: 'type',
  indexes: [{ name: 'gsi1', partitionKey: 'gsi1_pk', sortKey: 'gsi1_sk', projection: 'all' }],
}

/** `EMAIL#{email}` with the columns of a person. */
export function template(text: string): ResolvedTemplate {
  const segments = text
    .split(/(\{\w+\})/)
    .filter((part) => part !== '')
    .map((part): ResolvedTemplate['segments'][number] =>
      part.startsWith('{')
        ? { kind: 'value', value: valueOf(part.slice(1, -1)), format: null }
        : { kind: 'literal', text: part },
    )
  return { text, segments }
}

export function attribute(
  column: keyof typeof personColumns,
  form: Form,
  rules: Partial<Extract<ResolvedAttribute, { kind: 'value' }>> = {},
): ResolvedAttribute {
  return {
    kind: 'value',
    name: column,
    value: valueOf(column),
    form,
    onNull: 'omit',
    onEmpty: 'keep',
    onUnrepresentable: 'reject',
    ...rules,
  }
}

export function person(
  changes: Partial<ResolvedEntity> = {},
  table: ResolvedTable = personTable,
): { readonly mapping: ResolvedMapping; readonly entity: ResolvedEntity } {
  const entity: ResolvedEntity = {
    name: 'PERSON' as EntityName,
    group: 'people',
    source: { kind: 'table', table: { schema: 'public', name: 'people' }, where: [] },
    values: Object.entries(personColumns).map(([column, type]) => ({
      kind: 'column',
      column,
      type: handSentTypes[type],
      nullable: true,
    })),
    partitionKey: template('PERSON#{id}'),
    sortKey: template('METADATA'),
    indexKeys: [
      {
        index: 'gsi1',
        attributes: [
          { name: 'gsi1_pk', role: 'partition', template: template('EMAIL#{email}') },
          { name: 'gsi1_sk', role: 'sort', template: template('PERSON#{id}') },
        ],
      },
    ],
    attributes: [attribute('id', 'N'), attribute('email', 'S'), attribute('city', 'S')],
    lookups: [],
    identity: { kind: 'unique' },
    chunkBy: null,
    sourceKey: [{ name: 'id', value: valueOf('id') }],
    ...changes,
  }
  return { mapping: { name: 'people', hash: '', table, entities: [entity] }, entity }
}

export function textsOf(row: PersonRow): readonly (string | null)[] {
  return (Object.keys(personColumns) as (keyof typeof personColumns)[]).map((column) => row[column] ?? null)
}

export function personTuple(row: PersonRow, ...more: readonly (Uint8Array | null)[]): Buffer {
  const fields = (Object.keys(personColumns) as (keyof typeof personColumns)[]).map((column) =>
    fieldOf(personColumns[column], row[column] ?? null),
  )
  return tupleOf([...fields, ...more])
}

export function constant(name: string, value: AttributeValue): ResolvedAttribute {
  return { kind: 'constant', name, value }
}

function valueOf(column: string): ValueRef {
  return Object.keys(personColumns).indexOf(column) as ValueRef
}
