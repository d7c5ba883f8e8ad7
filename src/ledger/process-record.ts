import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { codeOf } from './file-error.ts'

/** The process that works on a run, recorded so exactly that a later process with the same number is not taken for it. */
export interface ProcessRecord {
  readonly host: string
  readonly pid: number
  /** Linux: the boot of the kernel, new with every start of the machine; null elsewhere. */
  readonly boot: string | null
  /** Linux: the namespace that the number belongs to; containers of one machine have their own. */
  readonly space: string | null
  /** Linux: when the process began, in clock ticks since the boot (field 22 of /proc/<pid>/stat). */
  readonly start: string | null
}

/**
 * `probably-running`: the number is taken on this machine, and the platform does not say since when.
 * `unknown`: another machine or container, which cannot be looked into from here.
 */
export type Liveness = 'running' | 'probably-running' | 'not-running' | 'unknown'

/** `gone`: dead, though its number is still taken, because nobody has asked for its end. */
export type StartTime =
  | { readonly kind: 'known'; readonly ticks: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'gone' }

/** What the judgement asks of the machine it is made on. */
export interface Machine {
  readonly self: ProcessRecord
  readonly exists: (pid: number) => boolean
  readonly start: (pid: number) => StartTime
}

export function currentProcess(): ProcessRecord {
  const start = startOf(readText('/proc/self/stat'))
  return {
    host: hostname(),
    pid: process.pid,
    boot: readText('/proc/sys/kernel/random/boot_id'),
    space: readLink('/proc/self/ns/pid'),
    start: start.kind === 'known' ? start.ticks : null,
  }
}

/** Is the process of the record at work? Never `running` because another process has its number today. */
export function livenessOf(record: ProcessRecord, machine: Machine = thisMachine()): Liveness {
  const { self } = machine
  const sameBoot = record.boot === self.boot
  // A name may change while the machine runs; its boot does not.
  if (record.host !== self.host && (record.boot === null || !sameBoot)) return 'unknown'
  if (!sameBoot) return 'not-running'
  if (record.space !== self.space) return 'unknown'
  if (!machine.exists(record.pid)) return 'not-running'
  const start = machine.start(record.pid)
  if (start.kind === 'gone') return 'not-running'
  if (start.kind === 'unknown' || record.start === null) return 'probably-running'
  return start.ticks === record.start ? 'running' : 'not-running'
}

function thisMachine(): Machine {
  return { self: currentProcess(), exists, start: (pid) => startOf(readText(`/proc/${pid}/stat`)) }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Not ours to signal, but there.
    return codeOf(error) === 'EPERM'
  }
}

/** Fields 3 and 22, counted behind the name, which may hold spaces and brackets; proc_pid_stat(5). */
function startOf(stat: string | null): StartTime {
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  if (fields[0] === 'Z' || fields[0] === 'X') return { kind: 'gone' }
  const ticks = fields[19]
  return ticks === undefined ? { kind: 'unknown' } : { kind: 'known', ticks }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}

function readLink(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}
