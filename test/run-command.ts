import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** The executables as they stand in the source tree; Node runs them without a build. */
const executables = {
  pgfold: 'src/cli/bin/pgfold.ts',
  migrate_to_dynamo: 'src/ratel/bin/migrate-to-dynamo.ts',
  validate_migration: 'src/ratel/bin/validate-migration.ts',
} as const

export type CommandName = keyof typeof executables

export interface CommandOptions {
  /**
   * Replaces the environment, but for PATH, HOME and what an older Node needs to read the sources: nothing else of the
   * machine leaks in.
   */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly nodeOptions?: readonly string[]
}

export interface CommandEnd {
  /** null: killed by a signal. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningCommand {
  readonly child: ChildProcess
  readonly end: Promise<CommandEnd>
  /** Resolves when stdout and stderr together hold the text; rejects when the command ends without it. */
  readonly saw: (text: string | RegExp) => Promise<void>
}

/** Starts the real command in a process of its own, without a terminal. */
export function startCommand(name: CommandName, args: readonly string[], options: CommandOptions = {}): RunningCommand {
  const { PATH = '', HOME = '', NODE_OPTIONS = '' } = process.env
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), path.join(root, executables[name]), ...args], {
    cwd: options.cwd ?? root,
    env: { PATH, HOME, NODE_OPTIONS, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  const watchers = new Set<() => void>()
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text
      for (const look of watchers) look()
    })
  }
  const end = new Promise<CommandEnd>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, ...output }))
  })
  const saw = (text: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        const all = output.stdout + output.stderr
        if (typeof text === 'string' ? !all.includes(text) : !text.test(all)) return
        watchers.delete(look)
        resolve()
      }
      watchers.add(look)
      look()
      void end.then((ended) =>
        reject(
          new Error(
            `${name} ended (${ended.code ?? ended.signal}) without saying ${text}:\n${ended.stdout}${ended.stderr}`,
          ),
        ),
      )
    })
  return { child, end, saw }
}

/** Runs the real command to its end. */
export function runCommand(
  name: CommandName,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandEnd> {
  return startCommand(name, args, options).end
}
