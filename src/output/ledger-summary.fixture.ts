import type { EntityName, Lsn, MappingHash, RunId, TableArn } from '../brand.ts'
import type { EntityProgress, LedgerSummary } from '../ledger/ledger.ts'

/** A run as a test needs it; branded names are made here so that tests read plainly. */
export function entityProgress(
  entity: string,
  group: string,
  figures: Partial<Omit<EntityProgress, 'entity' | 'group'>> = {},
): EntityProgress {
  return {
    entity: entity as EntityName,
    group,
    status: 'Completed',
    total: 0,
    estimated: false,
    counted: 0,
    read: 0,
    written: 0,
    collapsed: 0,
    rejected: 0,
    indexKeysSkipped: {},
    lookupsMissed: {},
    oversize: {},
    bytes: 0,
    writeUnits: 0,
    chunkColumns: [],
    pending: [],
    reads: [],
    startedAt: '2026-01-02T03:04:05.000Z',
    completedAt: null,
    ...figures,
  }
}

export function ledgerSummary(
  entities: readonly EntityProgress[],
  figures: Partial<LedgerSummary> = {},
): LedgerSummary {
  return {
    runId: 'migration_1767323045' as RunId,
    status: 'InProgress',
    startedAt: '2026-01-02T03:04:05.000Z',
    completedAt: null,
    updatedAt: '2026-01-02T03:05:05.000Z',
    mapping: { name: 'shop', hash: 'a'.repeat(64) as MappingHash },
    origin: { mapping: null, table: 'shop-local', endpoint: null, region: null },
    schema: { tables: [], entities: [] },
    source: { systemIdentifier: '7', database: 'shop' },
    target: {
      table: 'shop-local',
      arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/shop-local' as TableArn,
      createdAt: '2026-01-01T00:00:00.000Z',
    },
    watched: null,
    snapshots: [{ lsn: '0/16B3748' as Lsn, takenAt: '2026-01-02T03:04:05.000Z' }],
    entities,
    process: null,
    lastError: null,
    totals: { requests: 40, retries: 2, throttles: 1, unprocessed: 0 },
    ...figures,
  }
}
