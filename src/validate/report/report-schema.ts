import { z } from 'zod'

/**
 * The report of a validation, `validation_report_<id>.json`: self-contained, read by `repair` and by the HTML page,
 * published as JSON Schema. Holds keys and attribute names; values only where `showValues` was asked for.
 */
export const reportFormat = 1

const count = z.number().int().nonnegative()
const instant = z.iso.datetime()
const key = z.record(z.string(), z.string()).describe('Primary key of the item, by attribute name.')

/** What a difference is; docs/validation.md explains each. */
export const differenceClassSchema = z.enum([
  'missing',
  'extra',
  'unknown-type',
  'wrong-key',
  'duplicate',
  'different',
  'index-key',
  'stale',
  'collision',
])

export const attributeDifferenceSchema = z.strictObject({
  name: z.string(),
  path: z
    .string()
    .describe(
      'Path inside the attribute: ".name" for map entries, "[0]" for list elements, empty for the attribute itself.',
    ),
  expectedType: z.string().describe('S, N, B, BOOL, NULL, L, M, SS, NS, BS, or "absent".'),
  foundType: z.string().describe('S, N, B, BOOL, NULL, L, M, SS, NS, BS, or "absent".'),
  expected: z.unknown().optional().describe('DynamoDB JSON; only with showValues.'),
  found: z.unknown().optional().describe('DynamoDB JSON; only with showValues.'),
})

export const differenceSchema = z.strictObject({
  key,
  entity: z
    .string()
    .nullable()
    .describe('The entity that expects the item, or that the item says it is; null: neither is known.'),
  class: differenceClassSchema,
  attributes: z.array(attributeDifferenceSchema),
  relatedKey: key.nullable().describe('wrong-key and duplicate: the key under which this content is expected.'),
  note: z.string().nullable(),
})

export const entityReportSchema = z.strictObject({
  entity: z.string(),
  group: z.string(),
  sourceRows: count,
  collapsed: count.describe('Source rows that collapse into the item of another row.'),
  rejected: count.describe('Source rows that cannot become an item.'),
  expected: count.describe('Items that the source requires.'),
  found: count.describe('Items of this type in the table; in a sample, drawn items that are there.'),
  compared: count.describe('Expected items that were compared with the table.'),
  equal: count,
  different: count.describe('Under the right key, with another content.'),
  missing: count,
  extra: count.describe('In the table, but not expected from the source.'),
  orphans: z.record(z.string(), count).describe('Rows whose look-up names a row that does not exist, by look-up.'),
})

export const indexReportSchema = z.strictObject({
  index: z.string(),
  expected: count,
  found: count,
  missing: count.describe('Missing in the index although the item in the table is right.'),
  extra: count,
  different: count,
  followFromTable: count.describe('Entries that differ because the item in the table differs; not counted above.'),
  differences: z.array(
    z.strictObject({
      key,
      entity: z.string().nullable(),
      class: z.enum(['missing', 'extra', 'different']),
      attributes: z.array(attributeDifferenceSchema),
    }),
  ),
  readUnits: z
    .number()
    .nonnegative()
    .describe(
      'Read units that its scans and queries have used, as the service counts them; of a resumed validation ' +
        'those of all its attempts.',
    ),
})

export const reportSchema = z.strictObject({
  format: z.literal(reportFormat),
  id: z.string(),
  ok: z.boolean().describe('True only if everything that was compared is equal.'),
  depth: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('count') }),
    z.strictObject({ kind: z.literal('sample'), n: count, seed: z.string() }),
    z.strictObject({ kind: z.literal('groups'), names: z.array(z.string()) }),
    z.strictObject({ kind: z.literal('all') }),
  ]),
  startedAt: instant,
  finishedAt: instant,
  milliseconds: z.number().nonnegative(),
  resumed: z.boolean(),
  mapping: z.strictObject({ name: z.string(), hash: z.string() }),
  source: z.strictObject({ systemIdentifier: z.string(), database: z.string() }),
  target: z.strictObject({ table: z.string(), arn: z.string(), createdAt: z.string() }),
  snapshots: z.array(
    z.strictObject({
      lsn: z.string().nullable(),
      takenAt: z.string(),
      use: z.enum(['first-pass', 'drill-down', 'second-pass']),
    }),
  ),
  entities: z.array(entityReportSchema),
  unknownTypes: z
    .array(z.strictObject({ type: z.string().nullable(), items: count }))
    .describe('Items of the table whose type no entity of the mapping has.'),
  indexes: z.array(indexReportSchema),
  totals: z.strictObject({
    sourceRows: count,
    collapsed: count,
    rejected: count,
    expected: count,
    found: count,
    compared: count,
    equal: count,
    different: count,
    missing: count,
    extra: count,
    orphans: count,
    indexDifferences: count,
  }),
  differences: z.array(differenceSchema),
  unlisted: count.describe('Differences that are counted above, but not listed.'),
  clearedInNewerSnapshot: count.describe(
    'Items that differed at first and were equal in a newer snapshot, because they were being changed.',
  ),
  comparedOnce: count.describe('Differences that were found once and had no second pass, because there are too many.'),
  rejects: z.array(
    z.strictObject({
      entity: z.string(),
      code: z.string(),
      detail: z.string(),
      sourceKey: z.record(z.string(), z.string().nullable()),
    }),
  ),
  rejectCodes: z.array(z.strictObject({ entity: z.string(), code: z.string(), rows: count })),
  digests: z
    .strictObject({ expected: z.string(), found: z.string(), buckets: count })
    .nullable()
    .describe('Item count and sum of the 128-bit item hashes, of the first pass.'),
  sample: z
    .strictObject({
      drawn: count,
      different: count,
      population: count,
      sentence: z.string(),
      upperBound: z.number(),
      reverseDrawn: count,
      reverseDifferent: count,
    })
    .nullable(),
  readUnits: z
    .strictObject({
      table: z.number().nonnegative(),
      indexes: z.number().nonnegative(),
      items: z.number().nonnegative(),
    })
    .describe(
      'As the service counts them; those of single items are calculated. Of a resumed validation: of all its ' +
        'attempts, up to the last writing of the state file of each.',
    ),
  calls: z
    .strictObject({
      retries: count.describe('Calls to the table that were made again.'),
      throttles: count.describe('Answers by which the service refused for now, or left a part undone.'),
    })
    .describe('Counted over all attempts, as the read units.'),
  covers: z.array(z.string()).describe('What "equal" covers in this report, in sentences.'),
  warnings: z.array(z.string()),
  valuesShown: z.boolean(),
  keyHash: z
    .strictObject({
      method: z.enum(['sha256', 'hmac-sha256']),
      check: z.string().describe('Hash of a fixed text: tells whether the secret is the same.'),
    })
    .nullable()
    .default(null)
    .describe('How the values of keys in this report are hashed; null: they are as they are.'),
})

export type ValidationReport = z.infer<typeof reportSchema>
export type Difference = z.infer<typeof differenceSchema>
export type DifferenceClass = z.infer<typeof differenceClassSchema>
export type AttributeDifferenceRecord = z.infer<typeof attributeDifferenceSchema>
export type EntityReport = z.infer<typeof entityReportSchema>
export type IndexReport = z.infer<typeof indexReportSchema>
