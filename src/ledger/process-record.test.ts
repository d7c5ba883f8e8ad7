import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { currentProcess, livenessOf, type StartTime, type Machine, type ProcessRecord } from './process-record.ts'

const self: ProcessRecord = { host: 'here', pid: 1, boot: 'b1', space: 's1', start: '100' }
const worker: ProcessRecord = { ...self, pid: 42, start: '900' }

/** `found` null: no process has the number. */
function machine(found: StartTime | null, more: Partial<ProcessRecord> = {}): Machine {
  return {
    self: { ...self, ...more },
    exists: (pid) => pid === 42 && found !== null,
    start: () => found ?? { kind: 'unknown' },
  }
}

const since = (ticks: string): StartTime => ({ kind: 'known', ticks })

test.each([
  ['its number and its beginning are there', worker, machine(since('900')), 'running'],
  ['its number has gone to another process', worker, machine(since('901')), 'not-running'],
  ['its number is free', worker, machine(null), 'not-running'],
  ['it is dead and waits to be asked for', worker, machine({ kind: 'gone' }), 'not-running'],
  ['the beginning cannot be seen', worker, machine({ kind: 'unknown' }), 'probably-running'],
  ['the beginning was not recorded', { ...worker, start: null }, machine(since('900')), 'probably-running'],
  [
    'a platform without boots and beginnings',
    { ...worker, boot: null, space: null, start: null },
    machine({ kind: 'unknown' }, { boot: null, space: null, start: null }),
    'probably-running',
  ],
  [
    'the same, on another host',
    { ...worker, host: 'there', boot: null, space: null, start: null },
    machine(since('900'), { boot: null, space: null, start: null }),
    'unknown',
  ],
  ['the machine was started anew', worker, machine(since('900'), { boot: 'b2' }), 'not-running'],
  ['another machine', { ...worker, host: 'there', boot: 'b2' }, machine(since('900')), 'unknown'],
  ['the machine was renamed', { ...worker, host: 'there' }, machine(since('900')), 'running'],
  ['another container of the machine', worker, machine(since('900'), { space: 's2' }), 'unknown'],
  [
    'another container that has a name of its own',
    { ...worker, host: 'there' },
    machine(since('900'), { space: 's2' }),
    'unknown',
  ],
] as const)('%s', (_case, record, on, expected) => {
  expect(livenessOf(record, on)).toBe(expected)
})

test('this very process is running, one that has ended is not, a recycled number is not taken for it', async () => {
  const here = currentProcess()
  const exact = process.platform === 'linux'
  expect(livenessOf(here)).toBe(exact ? 'running' : 'probably-running')
  if (exact) expect(livenessOf({ ...here, start: String(Number(here.start) - 1) })).toBe('not-running')
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'close')
  expect(livenessOf({ ...here, pid: child.pid ?? 0 })).toBe('not-running')
})
