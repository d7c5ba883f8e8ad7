import type { CommandLine } from './command-line.ts'
import { buildValidateCommand } from './validate/validate.command.ts'

/** `<program> [all|count|sample [n]|<group>...|help]`. */
export function presetValidateLine(program: string, description: string): CommandLine {
  return { program, root: { kind: 'command', command: buildValidateCommand(description) }, defaultCommand: null }
}
