import type { Item } from '../../codec/value/attribute-value.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { schemaChanges } from '../../mapping/schema-changes.ts'
import { schemaRecord } from '../../mapping/schema-record.ts'
import { lockTables } from '../../postgres/guard-tables.ts'
import { type GuardedSnapshot, openGuardedSnapshot } from '../../postgres/guarded-snapshot.ts'
import { readCatalog } from '../../postgres/catalog/read-catalog.ts'
import { releaseLocksAfter } from '../../postgres/release-locks-after.ts'
import { type Snapshot, importSnapshot } from '../../postgres/snapshot.ts'
import type { ResolvedEntity } from '../../mapping/resolved.ts'
import { type ExpectedRow, readExpectedRows } from './read-expected-rows.ts'
import { buildReferenceQuery } from './reference-query.ts'
import type { RowFilter } from './combination-filter.ts'
import { runTogether } from '../compare/run-together.ts'
import type { ValidationContext } from '../validation-context.ts'

/**
 * A snapshot for one pass over the source, noted in the report. Its tables are guarded, and of the columns that the
 * validation began with; call `verify` after the last read.
 */
export async function takeSnapshot(
  context: ValidationContext,
  use: 'first-pass' | 'drill-down' | 'second-pass',
): Promise<GuardedSnapshot> {
  const snapshot = await openGuardedSnapshot(
    context.source,
    {
      queries: queriesOf(context, context.selected),
      onWait: (detail) => context.emit({ kind: 'warning', code: 'SOURCE_LOCK_TIMEOUT', detail }),
      async beforeSnapshot(client) {
        const changes = schemaChanges(
          context.schema,
          schemaRecord({ ...context.mapping, entities: context.selected }, await readCatalog(client, context.signal)),
        )
        if (changes.length > 0) throw new PgfoldError('SOURCE_TABLES_CHANGED', { detail: changes.join('; ') })
      },
    },
    context.signal,
  )
  context.snapshots.push({ lsn: snapshot.lsn, takenAt: snapshot.takenAt, use })
  context.emit({ kind: 'snapshot-taken', lsn: snapshot.lsn, takenAt: snapshot.takenAt, use })
  return snapshot
}

/** What a reader of these entities locks before it begins. */
export function queriesOf({ hasIndex }: ValidationContext, entities: readonly ResolvedEntity[]): readonly string[] {
  return entities.map((entity) => buildReferenceQuery(entity, { hasIndex }).sql)
}

export interface EntityVisitor {
  batch(rows: readonly ExpectedRow[]): void
  done?(): void | Promise<void>
}

/**
 * Reads the expected rows of these entities in one snapshot, several at a time. `visit` is asked for a visitor when an
 * entity begins; the first error stops the others.
 */
export async function readSource(
  context: ValidationContext,
  snapshot: Snapshot,
  entities: readonly ResolvedEntity[],
  visit: (entity: ResolvedEntity) => EntityVisitor,
  signal: AbortSignal,
  filter?: (entity: ResolvedEntity) => RowFilter | undefined,
): Promise<void> {
  // The largest first: the end is then shared by the small ones.
  const queue = entities.toSorted((one, two) => (context.estimatedRows(two) ?? 0) - (context.estimatedRows(one) ?? 0))
  const readers = Math.max(1, Math.min(context.settings.readers, queue.length))
  await runTogether(
    Array.from({ length: readers }, () => async (stop: AbortSignal) => {
      await using client = await importSnapshot(context.source, snapshot.id, stop, 'validate')
      await lockTables(client, queriesOf(context, entities), stop)
      for (let entity = queue.shift(); entity !== undefined; entity = queue.shift()) {
        const visitor = visit(entity)
        const options = { hasIndex: context.hasIndex, filter: filter?.(entity) }
        await releaseLocksAfter(client, async () => {
          for await (const rows of readExpectedRows(client, context.mapping, entity, options, stop)) visitor.batch(rows)
        })
        await visitor.done?.()
      }
    }),
    signal,
  )
}

/** All expected items in a snapshot of their own; entities are numbered as in `selected`. */
export async function readExpectedItems(
  context: ValidationContext,
  visit: (entity: number, item: Item) => void,
): Promise<void> {
  await using snapshot = await takeSnapshot(context, 'drill-down')
  await readSource(
    context,
    snapshot,
    context.selected,
    (entity) => {
      const number = context.selected.indexOf(entity)
      return {
        batch(rows) {
          for (const row of rows) if (row.kind === 'item') visit(number, row.item)
        },
      }
    },
    context.signal,
  )
  await snapshot.verify()
}
