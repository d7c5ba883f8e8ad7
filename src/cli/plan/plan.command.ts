import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { planFlags, type PlanFlags } from './plan.flags.ts'

export const planCommand = buildCommand<PlanFlags, [], CliContext>({
  loader: async () => (await import('./plan.handler.ts')).planHandler,
  parameters: { flags: planFlags },
  docs: {
    brief: 'Show what a load will write, how long it takes and what it costs',
    customUsage: ['[flags]'],
    fullDescription: [
      'Reads the source in one snapshot and reports, per entity: rows, items, collapsed and rejected rows with reasons,',
      'sizes, write units of the table and of each index, and the partition keys that limit the speed. Then hours and',
      'dollars of each way to fill the table. Writes nothing to source or table; the table need not exist.',
      '',
      'Exit codes: 0 done, 2 rows would be rejected, or the connections do not suffice, 1 failed.',
      '',
      'Examples:',
      '  pgfold plan --mapping shop.ts',
      '  pgfold plan --mapping shop.ts --exact --out plan.json',
      '  pgfold migrate --mapping shop.ts --table shop --plan plan.json',
    ].join('\n'),
  },
})
