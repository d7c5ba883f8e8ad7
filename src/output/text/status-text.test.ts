import { nothingUnfinished } from '../../run/under-way.ts'
import { expect, test } from 'vitest'
import { worker } from '../../ledger/ledger.fixture.ts'
import { runDataSchema } from '../json/json-schemas.ts'
import { entityProgress, ledgerSummary } from '../ledger-summary.fixture.ts'
import { runData } from '../json/run-data.ts'
import { runReportText } from './run-report.ts'
import { statusText } from './status-text.ts'

const entities = [
  entityProgress('USER', 'users', {
    total: 10_000,
    read: 10_000,
    written: 9_998,
    rejected: 2,
    bytes: 5_000_000,
    writeUnits: 20_000,
    completedAt: '2026-01-02T03:04:30.000Z',
  }),
  entityProgress('LIKE', 'relationships', {
    status: 'InProgress',
    total: 5_000,
    read: 2_500,
    written: 2_400,
    collapsed: 100,
    pending: [{ kind: 'range', low: ['secret-key-value'], high: null }],
    lookupsMissed: { author: 3 },
  }),
  entityProgress('SHARE', 'relationships', { status: 'Pending', total: 5_000 }),
]
const summary = ledgerSummary(entities)
const files = {
  stateFile: 'migration_state_migration_1767323045.json',
  rejectFile: 'migration_errors_migration_1767323045.jsonl',
  resumeCommand: 'pgfold resume migration_1767323045',
  validateCommand: 'pgfold validate all',
  retryCommand: 'pgfold retry-rejects migration_1767323045',
}

test("status has the guide's form, then the entities", () => {
  expect(
    statusText(summary, {
      now: Date.parse('2026-01-02T03:05:17.000Z'),
      liveness: null,
      resumeCommand: files.resumeCommand,
      validateCommand: files.validateCommand,
    }),
  ).toBe(
    [
      'Migration Status Report',
      '=======================',
      'Migration ID: migration_1767323045',
      'Status: InProgress',
      'Started at: 2026-01-02T03:04:05.000Z',
      'Last saved: 2026-01-02T03:05:05.000Z (12.0 s ago)',
      'Progress: 62.50%',
      'Total records: 20,000',
      'Migrated records: 12,498',
      'Errors: 2',
      'Source: database shop, system 7, snapshot 0/16B3748 of 2026-01-02T03:04:05.000Z',
      'Target: shop-local (arn:aws:dynamodb:us-east-1:000000000000:table/shop-local)',
      'Mapping: shop (aaaaaaaaaaaa)',
      'Requests: 40, retries 2, throttles 1',
      '',
      'Table Status:',
      '  users: Completed (9,998/10,000)',
      '  relationships: InProgress (2,500/10,000)',
      '',
      'Entity    Rows    Read  Written  Collapsed  Rejected',
      'USER    10,000  10,000    9,998          0         2',
      'LIKE     5,000   2,500    2,400        100         0',
      'SHARE    5,000       0        0          0         0',
      'Total   20,000  12,500   12,398        100         2',
      '',
      'If no process is working on it, continue with: pgfold resume migration_1767323045',
    ].join('\n'),
  )
})

test('a completed run says so, and has nothing to continue', () => {
  const text = statusText(
    ledgerSummary([entities[0] ?? entityProgress('X', 'x')], {
      status: 'Completed',
      completedAt: '2026-01-02T03:05:05.000Z',
    }),
    { now: 0, liveness: null, resumeCommand: 'r', validateCommand: 'v' },
  )
  expect(text).toContain('Completed at: 2026-01-02T03:05:05.000Z')
  expect(text).toContain('Progress: 100.00%')
  expect(text).not.toContain('continue with')
})

test.each([
  ['running', 'Process: running (process 4711 on this machine)', null],
  [
    'probably-running',
    'Process: probably running (process 4711 on this machine; another process may have taken over its number)',
    'If no process is working on it, continue with: r',
  ],
  [
    'not-running',
    'Process: not running (process 4711 on this machine ended without saving an end: it was killed, or the machine stopped)',
    'Continue with: r',
  ],
  [
    'unknown',
    'Process: unknown, because it is on another host or in another container (build-7, process 4711)',
    'If no process is working on it, continue with: r',
  ],
] as const)('a process that is %s is said, with the next step', (liveness, line, step) => {
  const named = ledgerSummary(entities, { process: worker })
  const lines = statusText(named, { now: 0, liveness, resumeCommand: 'r', validateCommand: 'v' }).split('\n')
  expect(lines[4]).toBe(line)
  if (step === null) expect(lines.join('\n')).not.toContain('continue with')
  else expect(lines.at(-1)).toBe(step)
  expect(runDataSchema.strict().parse(runData(named, files, liveness)).process).toEqual({
    host: 'build-7',
    pid: 4711,
    state: liveness,
  })
})

test('a run that was stopped has said so itself: it is gone on with', () => {
  expect(
    statusText(ledgerSummary(entities, { status: 'Paused' }), {
      now: 0,
      liveness: null,
      resumeCommand: 'r',
      validateCommand: 'v',
    })
      .split('\n')
      .at(-1),
  ).toBe('Continue with: r')
})

test("the closing report has the guide's statistics", () => {
  const done = entityProgress('USER', 'users', { total: 125_000, read: 125_000, written: 125_000 })
  const text = runReportText({
    ...files,
    outcome: 'completed',
    resumable: false,
    summary: ledgerSummary([done], { status: 'Completed' }),
    milliseconds: 61_000,
    unfinished: nothingUnfinished,
  })
  expect(text.split('\n').slice(0, 7)).toEqual([
    'Migration completed successfully!',
    'Final statistics:',
    '  Migration ID: migration_1767323045',
    '  Total records: 125,000',
    '  Migrated records: 125,000',
    '  Progress: 100.00%',
    '  Errors: 0',
  ])
  expect(text).toContain('Migration state saved to: migration_state_migration_1767323045.json')
  expect(text).not.toContain('Continue with')
})

test('rejects, missed look-ups and the way on are said', () => {
  const text = runReportText({
    ...files,
    outcome: 'stopped',
    resumable: true,
    summary,
    milliseconds: 1_000,
    unfinished: { chunks: 2, written: 1_250, bytes: 3_000 },
  })
  expect(text).toContain('Migration stopped early')
  expect(text).toContain(
    'Received beyond that: 1,250 items (3.0 KB) of 2 unfinished chunks, which a resume writes again',
  )
  expect(text).toContain('Rejected rows, each with its reason: migration_errors_migration_1767323045.jsonl')
  // First the rest of the run, then its rejects.
  expect(text).not.toContain('retry-rejects')
  const whole = { ...files, outcome: 'completed', resumable: false, summary, milliseconds: 1_000 } as const
  expect(runReportText({ ...whole, unfinished: nothingUnfinished })).toMatch(
    /^Next: .* pgfold retry-rejects migration_1767323045$/m,
  )
  expect(text).toContain('LIKE: 3 rows without an existing author (written without its values)')
  expect(text).toContain('Continue with: pgfold resume migration_1767323045')
  const completed = runReportText({
    ...files,
    outcome: 'completed',
    resumable: false,
    summary,
    milliseconds: 1_000,
    unfinished: nothingUnfinished,
  })
  expect(completed).toContain('Migration completed: every row was read, 2 rows were rejected')
})

test('a run whose rows are of several moments has not completed successfully, and the report says which rows', () => {
  const mixed = ledgerSummary(
    [
      entityProgress('USER', 'users', { total: 5, read: 5, written: 5, reads: [{ snapshot: 0, rows: 5 }] }),
      entityProgress('LIKE', 'likes', {
        total: 9,
        read: 9,
        written: 9,
        reads: [
          { snapshot: 0, rows: 1 },
          { snapshot: 1, rows: 8 },
        ],
      }),
    ],
    {
      status: 'Completed',
      snapshots: [
        { lsn: null, takenAt: '2026-01-02T03:04:05.000Z' },
        { lsn: null, takenAt: '2026-01-02T04:04:05.000Z' },
      ],
    },
  )
  const told = [
    'Rows come from several snapshots, because the run was interrupted:',
    '  USER: 5 rows as of 2026-01-02T03:04:05.000Z',
    '  LIKE: 1 row as of 2026-01-02T03:04:05.000Z, 8 rows as of 2026-01-02T04:04:05.000Z',
    'To settle it: pgfold validate all',
    'and, where that reports differences: pgfold repair <report>',
  ]
  const report = runReportText({
    ...files,
    outcome: 'completed',
    resumable: false,
    summary: mixed,
    milliseconds: 1,
    unfinished: nothingUnfinished,
  })
  expect(report.split('\n')[0]).toBe('Migration completed: every row was read, rows come from several snapshots')
  expect(report.split('\n')).toEqual(expect.arrayContaining(told))
  const status = statusText(mixed, { now: 0, liveness: null, ...files })
  expect(status.split('\n')).toEqual(expect.arrayContaining(told))
  expect(runData(mixed, files).mixedSnapshots).toMatchObject([
    { entity: 'USER', origins: [{ rows: 5 }] },
    { entity: 'LIKE', origins: [{ rows: 1 }, { rows: 8 }] },
  ])
})

test('the JSON of a run keeps its schema and holds no key of the source', () => {
  const data = runData(summary, files)
  expect(runDataSchema.strict().parse(data)).toEqual(data)
  expect(data.totals).toMatchObject({ total: 20_000, read: 12_500, migrated: 12_498, percent: 62.5 })
  expect(JSON.stringify(data)).not.toContain('secret-key-value')
})
