import { reportSchema, type EntityReport, type ValidationReport } from '../../src/validate/report/report-schema.ts'

/** Tags, control characters, marks that turn a line around, and a word that is longer than a narrow screen. */
export const hostile = `<script>alert("x")</script><img src=x onerror=alert(1)>\u001b[2J\r\nFORGED\u202e\u200b${'w'.repeat(90)}`

function entity(name: string, figures: Partial<EntityReport>): EntityReport {
  const equal = figures.equal ?? 0
  return {
    entity: name,
    group: 'shop',
    sourceRows: equal,
    collapsed: 0,
    rejected: 0,
    expected: equal,
    found: equal,
    compared: equal,
    equal,
    different: 0,
    missing: 0,
    extra: 0,
    orphans: {},
    ...figures,
  }
}

/** As a validation of a middling shop might end, with one text of everything hostile. */
export const reportOfShop: ValidationReport = reportSchema.parse({
  format: 1,
  id: 'validation_1760000000',
  ok: false,
  depth: { kind: 'all' },
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:02:02.500Z',
  milliseconds: 122_500,
  resumed: false,
  mapping: { name: 'shop', hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
  source: { systemIdentifier: '7300000000000000001', database: 'shop_production' },
  target: {
    table: 'shop-production-europe',
    arn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/shop-production-europe',
    createdAt: '2026-01-01T00:00:00.000Z',
  },
  snapshots: [
    { lsn: '16/B374D848', takenAt: '2026-01-01T00:00:01.000Z', use: 'first-pass' },
    { lsn: '16/B374D900', takenAt: '2026-01-01T00:01:58.000Z', use: 'second-pass' },
  ],
  entities: [
    entity('CUSTOMER', { equal: 120_000 }),
    entity('ORDER', { equal: 961_412, different: 2, missing: 1, orphans: { customer: 3 } }),
    entity('ORDER_LINE', { equal: 480_000, extra: 24_000 }),
    entity('CUSTOMER_PARTICIPANT_PREFERENCE', { equal: 12_000, missing: 6_000 }),
    entity('EMPTY', {}),
    entity(hostile, { equal: 3 }),
  ],
  unknownTypes: [{ type: hostile, items: 2 }],
  indexes: [
    {
      index: 'orders-by-customer-and-time',
      expected: 961_414,
      found: 961_413,
      missing: 1,
      extra: 0,
      different: 0,
      followFromTable: 1,
      differences: [{ key: { pk: 'ORDER#17', sk: 'METADATA' }, entity: 'ORDER', class: 'missing', attributes: [] }],
      readUnits: 1_201.5,
    },
  ],
  totals: {
    sourceRows: 1_603_418,
    collapsed: 2_000,
    rejected: 1,
    expected: 1_579_418,
    found: 1_597_417,
    compared: 1_579_418,
    equal: 1_573_415,
    different: 2,
    missing: 6_001,
    extra: 24_000,
    orphans: 3,
    indexDifferences: 1,
  },
  differences: [
    {
      key: { pk: 'CUSTOMER#8f14e45f-ceea-467f-a9f1-2d3c4b5a6978', sk: 'ORDER#2026-01-01T00:00:00.000Z#000017' },
      entity: 'ORDER',
      class: 'different',
      attributes: [
        { name: 'delivery_instructions', path: '.address.street[0]', expectedType: 'S', foundType: 'absent' },
        { name: 'total_amount', path: '', expectedType: 'N', foundType: 'N' },
      ],
      relatedKey: null,
      note: null,
    },
    {
      key: { pk: 'CUSTOMER#17', sk: 'ORDER#4711' },
      entity: 'ORDER',
      class: 'missing',
      attributes: [],
      relatedKey: null,
      note: null,
    },
    {
      key: { pk: hostile, sk: 'METADATA' },
      entity: hostile,
      class: 'wrong-key',
      attributes: [{ name: hostile, path: '', expectedType: 'S', foundType: 'N' }],
      relatedKey: { pk: 'CUSTOMER#1', sk: hostile },
      note: hostile,
    },
    {
      key: { pk: 'ORDER_LINE#99', sk: 'METADATA' },
      entity: null,
      class: 'unknown-type',
      attributes: [],
      relatedKey: null,
      note: null,
    },
  ],
  unlisted: 29_999,
  clearedInNewerSnapshot: 12,
  comparedOnce: 0,
  rejects: [
    { entity: 'ORDER', code: 'VALUE_ITEM_TOO_LARGE', detail: 'attachment: 500,000 bytes', sourceKey: { id: hostile } },
  ],
  rejectCodes: [{ entity: 'ORDER', code: 'VALUE_ITEM_TOO_LARGE', rows: 1 }],
  digests: {
    expected: '1579418:0123456789abcdef0123456789abcdef',
    found: '1597417:fedcba9876543210fedcba9876543210',
    buckets: 4096,
  },
  sample: null,
  readUnits: { table: 120_012.5, indexes: 1_201.5, items: 12 },
  calls: { retries: 2, throttles: 1 },
  covers: [
    'Every item of the table and every row of the source, both ways: each attribute with its type and value, and that there is no other attribute.',
    'Counters: each was counted again from the related rows of the same snapshot.',
  ],
  warnings: [
    '3 rows of ORDER refer to a "customer" that does not exist; their items lack the values copied from there',
  ],
  valuesShown: false,
})
