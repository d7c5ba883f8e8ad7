import { assertNever } from '../../assert-never.ts'
import type { CatalogTable } from '../../catalog/catalog.ts'
import type { PgType } from '../../catalog/pg-type.ts'
import { baseCodecBySendName, baseCodecByCastName } from '../../codec/base-codecs.ts'

/** What may go otherwise than expected with values of a type. */
export interface Risk {
  readonly kind: RiskKind
  /** Some values have no form of the usual kind: the mapping says what becomes of them. */
  readonly unrepresentable: boolean
  readonly text: string
}

export type RiskKind = keyof typeof risks

const risks = {
  'numeric-unbounded': {
    unrepresentable: true,
    text: 'numbers without bound: beyond 38 digits or 10^125, or NaN, there is no number of DynamoDB',
  },
  'numeric-nan': { unrepresentable: true, text: 'NaN is no number of DynamoDB' },
  float: {
    unrepresentable: true,
    text: 'NaN and the infinities are no numbers of DynamoDB; the other values keep their shortest exact digits',
  },
  'infinite-time': { unrepresentable: true, text: 'infinity and -infinity have no ISO form' },
  'json-depth': {
    unrepresentable: true,
    text: 'documents nest 32 levels deep at most, and their numbers have 38 digits at most',
  },
  money: {
    unrepresentable: false,
    text: 'money is text, because its currency and digits depend on a setting of the server',
  },
  interval: { unrepresentable: false, text: 'intervals are ISO 8601 text, which does not sort by length' },
  xml: { unrepresentable: false, text: 'XML is text' },
  geometric: { unrepresentable: false, text: 'geometric values are text' },
  bytea: { unrepresentable: false, text: 'bytes are binary attributes' },
  nested: {
    unrepresentable: false,
    text: 'arrays become lists, with NULL for missing members and without their lower bounds',
  },
  set: { unrepresentable: false, text: 'ranges are text' },
  'unknown-type': {
    unrepresentable: false,
    text: 'the type is not known here: its values are the text that PostgreSQL prints',
  },
} as const

export function riskOf(kind: RiskKind): Risk {
  return { kind, ...risks[kind] }
}

/** The risks of a type with everything inside it, each once. */
export function typeRisks(type: PgType): readonly RiskKind[] {
  return [...new Set(collect(type))]
}

function collect(type: PgType): readonly RiskKind[] {
  switch (type.kind) {
    case 'base':
      return baseRisk(type)
    case 'domain':
      return collect(type.base)
    case 'array':
      return ['nested', ...collect(type.element)]
    case 'composite':
      return type.fields.flatMap((field) => collect(field.type))
    case 'range':
    case 'multirange':
      return ['set']
    case 'enum':
      return []
    default:
      return assertNever(type)
  }
}

const byName = new Map<string, RiskKind>([
  ['float4', 'float'],
  ['float8', 'float'],
  ['json', 'json-depth'],
  ['jsonb', 'json-depth'],
  ['money', 'money'],
  ['interval', 'interval'],
  ['xml', 'xml'],
  ['bytea', 'bytea'],
  ['date', 'infinite-time'],
  ['timestamp', 'infinite-time'],
  ['timestamptz', 'infinite-time'],
  ...['point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle'].map((name) => [name, 'geometric'] as const),
])

/** Digits of a DynamoDB number. */
const maxDigits = 38

function baseRisk({ name, modifier }: Extract<PgType, { kind: 'base' }>): readonly RiskKind[] {
  if (name === 'numeric') {
    // atttypmod of numeric(p,s) is ((p << 16) | s) + 4.
    const precision = modifier < 4 ? Number.POSITIVE_INFINITY : (modifier - 4) >> 16
    return [precision > maxDigits ? 'numeric-unbounded' : 'numeric-nan']
  }
  const known = byName.get(name)
  if (known !== undefined) return [known]
  return baseCodecBySendName.has(name) || baseCodecByCastName.has(name) ? [] : ['unknown-type']
}

/** The columns of a table by risk. */
export function riskyColumns(table: CatalogTable): ReadonlyMap<RiskKind, readonly string[]> {
  const found = new Map<RiskKind, string[]>()
  for (const { name, type } of table.columns) {
    for (const kind of typeRisks(type)) found.set(kind, [...(found.get(kind) ?? []), name])
  }
  return found
}
