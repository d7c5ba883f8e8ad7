import fc from 'fast-check'
import type { EntityName, ValueRef } from '../brand.ts'
import type { PgType } from '../catalog/pg-type.ts'
import type { AttributeValue, Form } from '../codec/value/attribute-value.ts'
import { codecFor } from '../codec/registry.ts'
import type {
  ResolvedAttribute,
  ResolvedEntity,
  ResolvedIndex,
  ResolvedIndexKey,
  ResolvedMapping,
  ResolvedTable,
  ResolvedTemplate,
  TemplateFormat,
  TemplateSegment,
} from '../mapping/resolved.ts'

/** A column of a random entity; the entity's n-th value is its n-th column. */
export interface FixtureColumn {
  readonly name: string
  readonly type: PgType
}

export interface FixtureEntity {
  readonly mapping: ResolvedMapping
  readonly entity: ResolvedEntity
  /** Places of the columns that the entity uses. */
  readonly used: readonly number[]
}

const timeForms: ReadonlySet<Form> = new Set<Form>(['iso', 'epoch-seconds', 'epoch-millis', 'epoch-micros'])
const awkwardText = fc.constantFrom('', 'USER#', 'a"b\\c', 'é', '😀#', '\n', 'METADATA', '#%')

/**
 * Any entity over the columns: keys with and without sort key, indexes of every projection (an inverted one among
 * them), attributes of every kind. Each uses no more than `maxUsed` of the columns: with many, nearly every row holds
 * some value that cannot be represented, and only rejects would be compared.
 */
export function arbitraryEntity(
  columns: readonly FixtureColumn[],
  maxUsed = columns.length,
): fc.Arbitrary<FixtureEntity> {
  return fc
    .shuffledSubarray([...columns.keys()], { minLength: 1, maxLength: maxUsed })
    .chain((used) => entityOver(columns, used))
}

/** `used` are places in `columns`, which are the entity's values. */
function entityOver(columns: readonly FixtureColumn[], used: readonly number[]): fc.Arbitrary<FixtureEntity> {
  const template = arbitraryTemplate(columns, used)
  const nameOf = (at: number): string => columns[at]?.name ?? 'none'
  const projection = arbitraryProjection([...used.map(nameOf), 'gsi0_pk', 'gsi1_sk', 'extra0'])
  return fc
    .record({
      sorted: fc.boolean(),
      partition: template,
      sort: fc.oneof(template, fc.constant(literalTemplate('METADATA'))),
      own: fc.array(fc.record({ halves: fc.tuple(template, fc.option(template)), projection }), { maxLength: 3 }),
      shared: fc.record({ type: fc.boolean(), inverted: fc.boolean(), onColumn: fc.boolean(), projection }),
      attributes: fc.tuple(
        ...used.flatMap((at) => (columns[at] === undefined ? [] : [arbitraryValueAttribute(columns[at], at)])),
      ),
      extra: fc.array(arbitraryExtra(template), { maxLength: 2 }),
    })
    .map(({ sorted, partition, sort, own, shared, attributes, extra }) => {
      const sortKey = sorted ? 'sk' : null
      const indexes: ResolvedIndex[] = own.map(({ halves, projection }, at) => ({
        name: `gsi${at}`,
        partitionKey: `gsi${at}_pk`,
        sortKey: halves[1] === null ? null : `gsi${at}_sk`,
        projection,
      }))
      if (shared.type) indexes.push({ name: 'type', partitionKey: 'type', sortKey, projection: shared.projection })
      if (shared.inverted && sortKey !== null)
        indexes.push({ name: 'inverted', partitionKey: sortKey, sortKey: 'pk', projection: shared.projection })
      if (shared.onColumn)
        indexes.push({
          name: 'column',
          partitionKey: nameOf(used[0] ?? 0),
          sortKey: null,
          projection: shared.projection,
        })
      const table: ResolvedTable = { partitionKey: 'pk', sortKey, entityType: 'type', indexes }
      const entity: ResolvedEntity = {
        name: 'THING' as EntityName,
        group: 'things',
        source: { kind: 'table', table: { schema: 'public', name: 'things' }, where: [] },
        values: columns.map(({ name, type }) => ({ kind: 'column', column: name, type, nullable: true })),
        partitionKey: partition,
        sortKey: sorted ? sort : null,
        indexKeys: own.map(({ halves }, at) => indexKey(at, halves)),
        attributes: [...attributes, ...extra.map((attribute, at) => ({ ...attribute, name: `extra${at}` }))],
        lookups: [],
        identity: { kind: 'unique' },
        chunkBy: null,
        sourceKey: used.slice(0, 2).map((at) => ({ name: nameOf(at), value: at as ValueRef })),
      }
      const mapping = { name: 'fixture', hash: '', table, entities: [entity] }
      return {
        mapping,
        entity,
        used,
        [fc.toStringMethod]: () => JSON.stringify({ table, entity: { ...entity, values: used.map(nameOf) } }),
      }
    })
}

function indexKey(
  at: number,
  [partition, sort]: readonly [ResolvedTemplate, ResolvedTemplate | null],
): ResolvedIndexKey {
  const attributes: ResolvedIndexKey['attributes'][number][] = [
    { name: `gsi${at}_pk`, role: 'partition', template: partition },
  ]
  if (sort !== null) attributes.push({ name: `gsi${at}_sk`, role: 'sort', template: sort })
  return { index: `gsi${at}`, attributes }
}

function arbitraryProjection(names: readonly string[]): fc.Arbitrary<ResolvedIndex['projection']> {
  return fc.oneof(
    fc.constant('all' as const),
    fc.constant('keys' as const),
    fc.subarray([...names]).map((include) => ({ include })),
  )
}

function literalTemplate(text: string): ResolvedTemplate {
  return { text, segments: [{ kind: 'literal', text }] }
}

function arbitraryTemplate(columns: readonly FixtureColumn[], used: readonly number[]): fc.Arbitrary<ResolvedTemplate> {
  const literal = awkwardText.map((text): TemplateSegment => ({ kind: 'literal', text }))
  const value = fc.constantFrom(...used).chain((at) =>
    arbitraryFormat(columns[at]?.type).map((format): TemplateSegment => ({
      kind: 'value',
      value: at as ValueRef,
      format,
    })),
  )
  return fc
    .tuple(fc.array(literal, { maxLength: 1 }), value, fc.array(fc.oneof(literal, value), { maxLength: 2 }))
    .map(([before, one, behind]) => ({
      text: '(random)',
      segments: [...before, one, ...behind],
    }))
}

function arbitraryFormat(type: PgType | undefined): fc.Arbitrary<TemplateFormat | null> {
  const times =
    type === undefined
      ? []
      : codecFor(type)
          .forms.filter((form) => timeForms.has(form))
          .map((kind) => ({ kind }) as TemplateFormat)
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<TemplateFormat>(
        { kind: 'lower' },
        { kind: 'upper' },
        { kind: 'escape' },
        { kind: 'shard', count: 7 },
        { kind: 'pad', width: 12 },
      ),
    },
    { weight: times.length, arbitrary: fc.constantFrom<TemplateFormat>(...times, { kind: 'lower' }) },
  )
}

function arbitraryValueAttribute(column: FixtureColumn, at: number): fc.Arbitrary<ResolvedAttribute> {
  const { forms } = codecFor(column.type)
  return fc.record({
    kind: fc.constant('value' as const),
    name: fc.constant(column.name),
    value: fc.constant(at as ValueRef),
    form: fc.constantFrom(...forms),
    onNull: fc.constantFrom('omit' as const, 'null' as const),
    onEmpty: fc.constantFrom('keep' as const, 'omit' as const, 'null' as const),
    onUnrepresentable: fc.constantFrom(
      'reject' as const,
      'omit' as const,
      ...(forms.includes('S') ? ['text' as const] : []),
    ),
  })
}

function arbitraryExtra(template: fc.Arbitrary<ResolvedTemplate>): fc.Arbitrary<ResolvedAttribute> {
  return fc.oneof(
    template.map((of): ResolvedAttribute => ({ kind: 'template', name: 'extra', template: of })),
    fc
      .constantFrom<AttributeValue>(
        { S: 'a "constant"' },
        { N: '-12.5' },
        { B: Uint8Array.of(1, 2, 255) },
        { L: [{ NULL: true }, { M: { x: { BOOL: true } } }] },
        { SS: ['é'] },
        { BS: [Uint8Array.of(0)] },
      )
      .map((value): ResolvedAttribute => ({ kind: 'constant', name: 'extra', value })),
  )
}
