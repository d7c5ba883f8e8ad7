import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { text } from '../parse-values.ts'
import { repairFlags, type RepairFlags } from './repair.flags.ts'

export const repairCommand = buildCommand<RepairFlags, [report: string], CliContext>({
  loader: async () => (await import('./repair.handler.ts')).repairHandler,
  parameters: {
    flags: repairFlags,
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'Report file of a validation', placeholder: 'report', parse: text }],
    },
  },
  docs: {
    brief: 'Fix differences found by validation',
    customUsage: ['<report> [flags]'],
    fullDescription: [
      'Derives and reads every key of the report again, and writes what the source says now. A write fails if somebody',
      'else has changed the item in between. Afterwards the same keys are compared once more.',
      '',
      'Exit codes: 0 no difference is left, 2 differences are left (in a dry run: something would change), 1 failed.',
      '',
      'Example: pgfold repair validation_report_1760000000.json --dry-run --mapping shop.ts --table shop',
    ].join('\n'),
  },
})
