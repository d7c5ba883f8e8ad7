import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { canonicalJson } from '../mapping/canonical-json.ts'
import { beginState, chunkState, initialState } from './ledger-state.ts'
import { chunksOf, init, likes, planOf, resultOf, snapshot, users, worker } from './ledger.fixture.ts'
import { decodeStateFile, encodeStateFile } from './state-file.ts'
import { runIdAt } from './state-path.ts'

const runId = runIdAt(1760000000)
const [chunk] = chunksOf(users, 3)
if (chunk === undefined) throw new Error('the fixture is wrong')
const begun = beginState(
  initialState(runId, init, worker, '2026-01-01T00:00:00.000Z'),
  [planOf(users, chunksOf(users, 3)), planOf(likes, chunksOf(likes, 1))],
  { snapshot, watched: null },
  worker,
  '2026-01-01T00:00:01.000Z',
)
const state = chunkState(
  begun,
  resultOf(chunk, 1),
  { pending: [{ kind: 'range', low: ['10'], high: null }, { kind: 'nulls' }], bound: ['10'] },
  '2026-01-01T00:00:05.000Z',
)
const content = encodeStateFile(state)

function codeOfDecoding(bytes: Buffer): string {
  try {
    decodeStateFile(bytes, runId, 'state.json')
  } catch (error) {
    if (error instanceof PgfoldError) return error.code
    throw error
  }
  return 'decoded'
}

function outcomeOf(bytes: Buffer): string {
  const code = codeOfDecoding(bytes)
  if (code !== 'decoded') return code
  return encodeStateFile(decodeStateFile(bytes, runId, 'state.json')).equals(content)
    ? 'the same state'
    : 'another state'
}

describe('the state file', () => {
  it('gives back what was stored', () => {
    expect(decodeStateFile(content, runId, 'state.json')).toEqual(state)
  })

  it('of an older format is refused with the reason', () => {
    const {
      checksum: _checksum,
      pgfold,
      ...guide
    }: { checksum: unknown; pgfold: object } = JSON.parse(content.toString())
    for (const format of [1, 2, 3, 4]) {
      const body = { ...guide, pgfold: { ...pgfold, format } }
      const file = JSON.stringify({ ...body, checksum: createHash('sha256').update(canonicalJson(body)).digest('hex') })
      expect(codeOfDecoding(Buffer.from(file))).toBe('LEDGER_OLDER')
    }
  })

  it('keeps a bound of several columns, and shows it whole', () => {
    const [entity, ...others] = state.entities
    if (entity === undefined) throw new Error('the fixture is wrong')
    const several = { ...state, entities: [{ ...entity, bound: ['7', 'a,b'] }, ...others] }
    const bytes = encodeStateFile(several)
    expect(decodeStateFile(bytes, runId, 'state.json')).toEqual(several)
    expect(JSON.parse(bytes.toString())).toMatchObject({ table_states: { users: { last_migrated_id: '["7","a,b"]' } } })
  })

  it('reads like the guide says, at the top', () => {
    const document: unknown = JSON.parse(content.toString())
    expect(Object.keys(document as object).slice(0, 9)).toEqual([
      'migration_id',
      'started_at',
      'completed_at',
      'status',
      'table_states',
      'total_records',
      'migrated_records',
      'error_count',
      'last_error',
    ])
    expect(document).toMatchObject({
      migration_id: 'migration_1760000000',
      started_at: 1767225600,
      completed_at: null,
      table_states: {
        users: {
          table_name: 'users',
          migrated_records: 9,
          error_count: 1,
          last_migrated_id: 10,
          status: 'InProgress',
          started_at: 1767225605,
          completed_at: null,
          last_error: null,
        },
        relationships: { status: 'Pending', last_migrated_id: null },
      },
      migrated_records: 9,
      error_count: 1,
    })
    expect(Object.keys((document as { table_states: object }).table_states)).toEqual(['users', 'relationships'])
  })

  it('is refused when cut at any byte', () => {
    // The final newline is not content.
    for (let length = 0; length <= content.length - 2; length += 1)
      expect(codeOfDecoding(content.subarray(0, length)), `${length} bytes`).toBe('LEDGER_DAMAGED')
  })

  it('is never taken for another state when a byte is changed, each in turn', () => {
    const outcomes = new Map<string, number>()
    for (let at = 0; at < content.length; at += 1) {
      // A bit that differs from byte to byte; the case of a letter; white space and control characters.
      for (const change of [1 << (at % 8), 0x20, (content[at] ?? 0) ^ 0x20]) {
        const garbled = Buffer.from(content)
        garbled[at] = (garbled[at] ?? 0) ^ change
        const outcome = outcomeOf(garbled)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        // White space may change without harm (and turn 0 into -0); nothing else may.
        expect(outcome, `byte ${at}`).toMatch(
          /^(the same state|LEDGER_DAMAGED|LEDGER_FOREIGN|LEDGER_NEWER|LEDGER_OLDER)$/,
        )
      }
    }
    expect(outcomes.get('LEDGER_DAMAGED')).toBeGreaterThan(content.length)
  })

  it('is refused with the reason when newer, foreign, or of another run', () => {
    const newer = JSON.parse(content.toString()) as { pgfold: { format: number } }
    newer.pgfold.format = 99
    expect(codeOfDecoding(Buffer.from(JSON.stringify(newer)))).toBe('LEDGER_NEWER')
    expect(codeOfDecoding(Buffer.from('{"migration_id":"migration_1760000000","status":"Failed"}'))).toBe(
      'LEDGER_FOREIGN',
    )
    expect(() => decodeStateFile(content, runIdAt(1760000001), 'state.json')).toThrow(
      expect.objectContaining({ code: 'LEDGER_FOREIGN' }),
    )
  })
})
