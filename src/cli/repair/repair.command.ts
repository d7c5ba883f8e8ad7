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
      parameters: [{ brief: 'Report of a validation', placeholder: 'report', parse: text }],
    },
  },
  docs: {
    brief: 'Mend the differences that a validation proved',
    customUsage: ['<report> [flags]'],
    fullDescription:
      'Every key of the report is derived and read again first; each write is guarded by a condition on what was seen, and the result is compared once more.\nExit codes: 0 nothing differs any longer, 2 something is left (in a dry run: something would be done).\n\nExample: pgfold repair validation_report_1760000000.json --dry-run --mapping shop.ts',
  },
})
