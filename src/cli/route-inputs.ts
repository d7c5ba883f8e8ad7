import type { CommandLine } from './command-line.ts'

export type RoutedInputs =
  | { readonly kind: 'run'; readonly inputs: readonly string[] }
  | { readonly kind: 'unknown'; readonly command: string }

const builtIn = new Set(['-h', '--help', '--help-all', '--helpAll', '-v', '--version'])

/** `help` is a word as well as a flag (`help migrate` too), and a program may have a command that needs no name. */
export function routeInputs(line: CommandLine, inputs: readonly string[]): RoutedInputs {
  const [first, ...rest] = inputs
  if (first === 'help') return { kind: 'run', inputs: [...rest, '--help'] }
  if (line.root.kind === 'command') return { kind: 'run', inputs }
  const { defaultCommand } = line
  if (first === undefined) return { kind: 'run', inputs: defaultCommand === null ? ['--help'] : [defaultCommand] }
  if (builtIn.has(first)) return { kind: 'run', inputs }
  if (first.startsWith('-') && defaultCommand !== null) return { kind: 'run', inputs: [defaultCommand, ...inputs] }
  return first.startsWith('-') || line.root.names.includes(first)
    ? { kind: 'run', inputs }
    : { kind: 'unknown', command: first }
}
