import type * as Module from './failpoint.ts'
import { afterEach, describe, expect, it, vi } from 'vitest'

/** The variable is read once, so each case has the module anew. */
async function loaded(value: string | undefined): Promise<typeof Module> {
  vi.resetModules()
  vi.stubEnv('PGFOLD_FAILPOINT', value)
  return await import('./failpoint.ts')
}

describe('a failpoint', () => {
  afterEach(() => vi.unstubAllEnvs())

  it.each([undefined, ''])('does nothing, and nothing is said of it, where the variable is %o', async (value) => {
    const { failpoint, failpoints, failpointWarning } = await loaded(value)
    for (const name of failpoints) failpoint(name)
    expect(failpointWarning()).toBeNull()
  })

  it('strikes once, at the time that is named, and no other does', async () => {
    const { failpoint, failpointWarning } = await loaded('write.send:3:throw')
    expect(failpointWarning()).toMatchObject({ code: 'RUN_FAILPOINT', detail: expect.stringContaining('write.send:3') })
    const struck = [1, 2, 3, 4, 5].filter(() => {
      failpoint('write.answer')
      try {
        failpoint('write.send')
        return false
      } catch (error) {
        expect(error).toMatchObject({ code: 'RUN_FAILPOINT', detail: 'write.send' })
        return true
      }
    })
    expect(struck).toEqual([3])
  })

  it('may be one of several', async () => {
    const { failpoint } = await loaded('write.send:2:throw,ledger.commit:1:throw')
    expect(() => failpoint('ledger.commit')).toThrow('on purpose')
    failpoint('write.send')
    expect(() => failpoint('write.send')).toThrow('on purpose')
  })

  it.each([
    ['kill', 'SIGKILL'],
    ['pause', 'SIGSTOP'],
  ])('of the action %s sends this process %s', async (action, signal) => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
    const { failpoint } = await loaded(`read.end:1:${action}`)
    failpoint('read.end')
    expect(kill.mock.calls).toEqual([[process.pid, signal]])
    kill.mockRestore()
  })

  it.each(['write', 'write.send:0', 'write.send:one', 'write.send:1:die', 'constructor', 'write.send,', ' '])(
    'of the form %o is refused, because a test that fails nowhere proves nothing',
    async (value) => {
      const { failpoint, failpointWarning } = await loaded(value)
      expect(() => failpointWarning()).toThrow(expect.objectContaining({ code: 'CLI_ENVIRONMENT_VALUE' }))
      expect(() => failpoint('write.send')).toThrow(expect.objectContaining({ code: 'CLI_ENVIRONMENT_VALUE' }))
    },
  )
})
