import { describe, expect, it } from 'vitest'
import { GroupCommit } from './group-commit.ts'

describe('GroupCommit', () => {
  it('stores entries that arrive together once, and in order', async () => {
    const batches: number[][] = []
    const commits = new GroupCommit<number>(5, async (batch) => {
      batches.push([...batch])
    })
    await Promise.all([1, 2, 3, 4].map((value) => commits.add(value)))
    await commits.add(5)
    expect(batches).toEqual([[1, 2, 3, 4], [5]])
  })

  it('resolves an entry only after its own batch is stored, and never runs two at once', async () => {
    const gate = Promise.withResolvers<void>()
    let running = 0
    const commits = new GroupCommit<string>(0, async () => {
      running += 1
      expect(running).toBe(1)
      await gate.promise
      running -= 1
    })
    let stored = false
    const first = commits.add('a').then(() => {
      stored = true
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    const second = commits.add('b')
    expect(stored).toBe(false)
    gate.resolve()
    await Promise.all([first, second])
    expect(stored).toBe(true)
  })

  it('fails everything after the first failure, with the same error', async () => {
    let calls = 0
    const commits = new GroupCommit<number>(0, async () => {
      calls += 1
      throw new Error('disk full')
    })
    await expect(commits.add(1)).rejects.toThrow('disk full')
    await expect(commits.add(2)).rejects.toThrow('disk full')
    await commits.settled()
    expect(calls).toBe(1)
  })
})
