import { referenceItem } from '../../encode/reference/reference-item.ts'
import { itemBytes, writeUnits } from '../../encode/item-bytes.ts'
import type { ErrorCode } from '../../errors/error-registry.ts'
import type { ResolvedEntity, ResolvedMapping } from '../../mapping/resolved.ts'
import type { SourceRow } from '../data/read-source-rows.ts'

/** From here on an item counts as large: three quarters of what DynamoDB takes. */
const largeBytes = 307_200

/** What became of the rows of one entity when every value was converted. */
export interface ItemFacts {
  sampled: number
  rejectedInSample: number
  /** By code, and the attribute named first. */
  readonly rejects: Map<string, { readonly code: ErrorCode; readonly attribute: string | null; rows: number }>
  /** Rows where a policy of the mapping (`text`, `omit`) took a value that DynamoDB cannot hold; by attribute. */
  readonly converted: Map<string, number>
  largeItems: number
  largestItemBytes: number
  totalBytes: number
  /** Of the table alone, indexes not counted. */
  totalUnits: number
}

export function emptyItemFacts(): ItemFacts {
  return {
    sampled: 0,
    rejectedInSample: 0,
    rejects: new Map(),
    converted: new Map(),
    largeItems: 0,
    largestItemBytes: 0,
    totalBytes: 0,
    totalUnits: 0,
  }
}

/** Makes the item of a row as the proof does, and notes what it is like. */
export function addItem(facts: ItemFacts, mapping: ResolvedMapping, entity: ResolvedEntity, row: SourceRow): void {
  const outcome = referenceItem(mapping, entity, row.texts)
  facts.sampled += 1
  if (outcome.kind === 'rejected') {
    facts.rejectedInSample += 1
    const attribute = attributeIn(outcome.detail, mapping, entity)
    const key = `${outcome.code} ${attribute ?? ''}`
    const known = facts.rejects.get(key)
    if (known === undefined) facts.rejects.set(key, { code: outcome.code, attribute, rows: 1 })
    else known.rows += 1
    return
  }
  const bytes = itemBytes(outcome.item)
  facts.totalBytes += bytes
  facts.totalUnits += writeUnits(bytes)
  facts.largestItemBytes = Math.max(facts.largestItemBytes, bytes)
  if (bytes >= largeBytes) facts.largeItems += 1
}

/**
 * The same entity with one attribute strict: what it rejects is what the policy would convert. Null when no attribute
 * is lenient.
 */
export function strictVariants(
  entity: ResolvedEntity,
): readonly { readonly attribute: string; readonly entity: ResolvedEntity }[] {
  return entity.attributes.flatMap((attribute) => {
    if (attribute.kind !== 'value' || attribute.onUnrepresentable === 'reject') return []
    return [
      {
        attribute: attribute.name,
        entity: { ...entity, indexKeys: [], attributes: [{ ...attribute, onUnrepresentable: 'reject' as const }] },
      },
    ]
  })
}

export function addConverted(
  facts: ItemFacts,
  mapping: ResolvedMapping,
  variants: ReturnType<typeof strictVariants>,
  row: SourceRow,
): void {
  for (const { attribute, entity } of variants) {
    const outcome = referenceItem(mapping, entity, row.texts)
    if (outcome.kind === 'rejected' && !outcome.code.startsWith('VALUE_KEY_'))
      facts.converted.set(attribute, (facts.converted.get(attribute) ?? 0) + 1)
  }
}

/**
 * A reason begins with the name of the attribute, or names it in quotes; the longest name that fits, because names may
 * contain one another.
 */
function attributeIn(detail: string, { table }: ResolvedMapping, entity: ResolvedEntity): string | null {
  const keys = [table, ...table.indexes].flatMap(({ partitionKey, sortKey }) => [
    partitionKey,
    ...(sortKey === null ? [] : [sortKey]),
  ])
  const names = [...keys, ...entity.attributes.map(({ name }) => name)].toSorted((one, two) => two.length - one.length)
  return names.find((name) => detail.startsWith(`${name}: `) || detail.startsWith(`attribute "${name}" `)) ?? null
}
