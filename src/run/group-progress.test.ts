import { describe, expect, it } from 'vitest'
import { beginState, chunkState, initialState, summaryOf } from '../ledger/ledger-state.ts'
import { chunksOf, init, likes, planOf, resultOf, snapshot, users, worker } from '../ledger/ledger.fixture.ts'
import { runIdAt } from '../ledger/state-path.ts'
import { GroupProgress } from './group-progress.ts'

const now = '2026-01-01T00:00:00.000Z'

describe('GroupProgress', () => {
  it('counts offsets within the group, after what was durable before, and puts right what was a guess', () => {
    const [first, ...rest] = chunksOf(users, 2)
    if (first === undefined) throw new Error('the fixture is wrong')
    const shared = { ...init, entities: init.entities.map(({ entity }) => ({ entity, group: 'all' })) }
    const before = { pending: rest.map(({ range }) => range), bound: null }
    const likeChunks = chunksOf(likes, 1)
    const whole = [planOf(users, [first, ...rest]), planOf(likes, likeChunks)]
    const earlier = beginState(
      initialState(runIdAt(1), shared, worker, now),
      whole,
      { snapshot, watched: null },
      worker,
      now,
    )
    const done = chunkState(earlier, resultOf(first), before, now)
    const plan = [planOf(users, rest), planOf(likes, likeChunks)]
    const begun = beginState(done, plan, { snapshot, watched: null }, worker, now)
    const groups = new GroupProgress(summaryOf(begun).entities)
    expect([...rest, ...likeChunks].map((chunk) => groups.start(chunk))).toEqual([10, 20, 22, 32])
    groups.counted(rest[0] ?? first, 13)
    expect(groups.start(first)).toBe(37)
    expect(groups.newlyFinished(summaryOf(begun).entities)).toEqual([])

    const nothing = { pending: [], bound: null }
    const half = chunkState(begun, resultOf(first), nothing, now)
    expect(groups.newlyFinished(summaryOf(half).entities)).toEqual([])
    const all = chunkState(half, resultOf(likeChunks[0] ?? first), nothing, now)
    expect(groups.newlyFinished(summaryOf(all).entities)).toEqual([{ group: 'all', rows: 30 }])
    expect(groups.newlyFinished(summaryOf(all).entities)).toEqual([])
  })

  it('knows groups in which there is nothing to do', () => {
    const nothing = [planOf(users, []), planOf(likes, [])]
    const state = beginState(
      initialState(runIdAt(1), init, worker, now),
      nothing,
      { snapshot, watched: null },
      worker,
      now,
    )
    const { entities } = summaryOf(state)
    expect(new GroupProgress(entities).newlyFinished(entities)).toEqual([
      { group: 'users', rows: 0 },
      { group: 'relationships', rows: 0 },
    ])
  })
})
