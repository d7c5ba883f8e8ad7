import { expect, test } from 'vitest'
import type { EntityName, Lsn, RunId } from '../../brand.ts'
import type { RunEvent } from '../../run/run-event.ts'
import { heartbeatLine, progressLines } from './progress-lines.ts'
import { applyEvent, initialRunView } from '../run-view.ts'

const user = 'USER' as EntityName
const events: readonly RunEvent[] = [
  {
    kind: 'run-started',
    runId: 'migration_1767323045' as RunId,
    mapping: 'shop',
    table: 'shop-local',
    resumed: false,
    stateFile: 'migration_state_migration_1767323045.json',
  },
  { kind: 'snapshot-taken', lsn: '0/16B3748' as Lsn, takenAt: '2026-01-02T03:04:05.000Z' },
  {
    kind: 'planned',
    total: 125_000,
    done: 0,
    estimated: false,
    entities: [{ entity: user, group: 'users', total: 10_000, estimated: false }],
  },
  { kind: 'chunk-started', chunk: 1, entity: user, group: 'users', rows: 1_000, offset: 0 },
  {
    kind: 'chunk-done',
    chunk: 1,
    entity: user,
    group: 'users',
    read: 1_000,
    written: 998,
    collapsed: 1,
    rejected: 1,
    bytes: 9,
    milliseconds: 5,
  },
  { kind: 'throttled', reason: 'TableWriteProvisionedThroughputExceeded', resource: 'table/shop-local' },
  { kind: 'throttled', reason: 'TableWriteProvisionedThroughputExceeded', resource: 'table/shop-local' },
  { kind: 'group-done', group: 'users', rows: 10_000 },
]

function linesOf(list: readonly RunEvent[]): string[] {
  let view = initialRunView(0)
  return list.flatMap((event) => {
    view = applyEvent(view, event, 1_000)
    return progressLines(event, view)
  })
}

test("the lines of a run have the guide's form", () => {
  const lines = linesOf(events)
  expect(lines).toContain('Starting complete migration from PostgreSQL to DynamoDB')
  expect(lines).toContain('Total records to migrate: 125,000')
  expect(lines).toContain('Processing 1000 users (offset: 0)')
  expect(lines).toContain('Users migration completed: 10,000 records')
  expect(lines[0]).toBe('Starting complete migration from PostgreSQL to DynamoDB')
})

test('throttling is said once, with its cure', () => {
  const warnings = linesOf(events).filter((line) => line.includes('throttles'))
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toContain('increase write capacity or use on-demand billing')
  expect(warnings[0]).toContain('TableWriteProvisionedThroughputExceeded')
})

test('sessions that are lost on the source are said, the more of them the more rarely', () => {
  const lost: RunEvent = { kind: 'retried', code: 'SOURCE_CONNECTION_LOST', attempt: 1, delayMs: 400 }
  expect(linesOf(Array.from({ length: 99 }, () => lost))).toEqual([
    'Warning: a session on the source was lost or refused; its chunk is read again in 400 ms (SOURCE_CONNECTION_LOST)',
    'Warning: a session on the source was lost or refused, 10 times so far; its chunk is read again in 400 ms (SOURCE_CONNECTION_LOST)',
  ])
  expect(linesOf([{ ...lost, code: 'DYNAMODB_UNAVAILABLE' }])).toEqual([])
  let view = initialRunView(0)
  for (const event of [lost, { ...lost, code: 'DYNAMODB_UNAVAILABLE' }]) view = applyEvent(view, event, 0)
  expect(heartbeatLine(view, 0)).toContain('2 retries (1 of the source)')
})

test('a resumed run says what is left', () => {
  const lines = linesOf([{ kind: 'planned', total: 1_000, done: 400, estimated: false, entities: [] }])
  expect(lines).toEqual(['Total records to migrate: 1,000', 'Already migrated: 400, left: 600'])
})

test('the heartbeat carries share, rate and time left', () => {
  let view = initialRunView(0)
  for (const event of events) view = applyEvent(view, event, event.kind === 'chunk-done' ? 2_000 : 0)
  expect(heartbeatLine(view, 2_000)).toBe(
    'Progress: 0.80% (1,000 of 125,000 records), 500 records/s, 998 items written, about 4 min 08 s left, 2 throttles, 1 rejected',
  )
})
