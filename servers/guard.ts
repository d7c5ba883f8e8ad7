import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'

/**
 * Stops a server when the process that started it is gone, however it went (`kill -9`, a time-out of the test runner):
 * a process of its own that waits for the end of its standard input, which the system closes with the parent.
 */
export interface Guard {
  /** The server was stopped in order; the guard leaves without doing anything. */
  release(): void
}

export function guardServer(pid: number, directory: string | null): Guard {
  const child = spawn(process.execPath, [import.meta.filename, String(pid), directory ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  child.unref()
  // The parent must not stay alive for the pipe, nor fail when the guard is gone first.
  child.stdin.on('error', () => undefined)
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref()
  return { release: () => child.stdin.end('released') }
}

async function wait(pid: number, directory: string): Promise<void> {
  let said = ''
  for await (const text of process.stdin.setEncoding('utf8')) said += String(text)
  if (said === 'released') return
  try {
    // PostgreSQL takes SIGQUIT as "stop at once"; for everything else it is the end too.
    process.kill(pid, 'SIGQUIT')
  } catch {
    // It was gone already.
  }
  if (directory !== '') await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
}

if (process.argv[1] === import.meta.filename) await wait(Number(process.argv[2]), process.argv[3] ?? '')
