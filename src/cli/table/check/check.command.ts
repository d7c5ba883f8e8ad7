import { buildCommand } from '@stricli/core'
import type { CliContext } from '../../context.ts'
import { mappingFlags, type MappingFlags } from '../../options/mapping-options.ts'
import { jsonFlags, type JsonFlags } from '../../options/output-options.ts'
import { targetFlags, type TargetFlags } from '../../options/target-options.ts'

export interface CheckFlags extends MappingFlags, TargetFlags, JsonFlags {}

export const checkCommand = buildCommand<CheckFlags, [], CliContext>({
  loader: async () => (await import('./check.handler.ts')).checkHandler,
  parameters: { flags: { ...mappingFlags, ...targetFlags, ...jsonFlags } },
  docs: {
    brief: 'Compare the live table with what the mapping needs',
    customUsage: ['[flags]'],
    fullDescription:
      'Exit code 0: it fits; 2: findings are listed; 78: there is no such table.\n\nExample: pgfold table check --mapping shop.ts --table shop',
  },
})
