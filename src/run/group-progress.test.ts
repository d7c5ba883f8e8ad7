import { describe, expect, it } from 'vitest'
import { beginState, chunkState, initialState, summaryOf } from '../ledger/ledger-state.ts'
import { chunksOf, init, likes, planOf, resultOf, snapshot, users, worker } from '../ledger/ledger.fixture.ts'
import { runIdAt } from '../ledger/state-path.ts'
import { GroupProgress } from './group-progress.ts'

const now = '2026-01-01T00:00:00.000Z'

describe('GroupProgress', () => {
  it('counts offsets within the group, after what was durable before', () => {
    const [first, ...rest] = chunksOf(users, 2)
    if (first === undefined) throw new Error('the fixture is wrong')
    const shared = { ...init, entities: init.entities.map(({ entity }) => ({ entity, group: 'all' })) }
    const done = chunkState(
      initialState(runIdAt(1), shared, worker, now),
      resultOf(first),
      { pending: [], bound: null },
      now,
    )
    const plan = [
      planOf(
        users,
        rest.map((chunk) => ({ ...chunk, offset: chunk.offset - 10 })),
      ),
      planOf(likes, chunksOf(likes, 1)),
    ]
    const planned = new Map(
      plan.map((entry) => [entry.entity, { total: entry.total, pending: entry.chunks.map((chunk) => chunk.range) }]),
    )
    const groups = new GroupProgress(
      summaryOf(beginState(done, planned, { snapshot, watched: null }, worker, now)).entities,
      plan,
    )
    expect(plan.flatMap(({ chunks }) => chunks.map((chunk) => groups.placeOf(chunk).offset))).toEqual([10, 20, 22, 32])
    expect(groups.finished).toEqual([])
    const finished = plan.flatMap(({ chunks }) => chunks.map((chunk) => groups.chunkDone(chunk)))
    expect(finished).toEqual([null, null, null, { group: 'all', rows: 34 }])
  })

  it('knows groups in which there is nothing to do', () => {
    const state = beginState(
      initialState(runIdAt(1), init, worker, now),
      new Map([
        [users, { total: 0, pending: [] }],
        [likes, { total: 0, pending: [] }],
      ]),
      { snapshot, watched: null },
      worker,
      now,
    )
    expect(new GroupProgress(summaryOf(state).entities, []).finished).toEqual([
      { group: 'users', rows: 0 },
      { group: 'relationships', rows: 0 },
    ])
  })
})
