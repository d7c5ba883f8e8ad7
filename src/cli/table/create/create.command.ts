import { buildCommand } from '@stricli/core'
import type { CliContext } from '../../context.ts'
import { switchFlag, valueFlag, type SwitchOption, type ValueOption } from '../../option.ts'
import { mappingFlags, type MappingFlags } from '../../options/mapping-options.ts'
import { jsonFlags, type JsonFlags } from '../../options/output-options.ts'
import { targetFlags, type TargetFlags } from '../../options/target-options.ts'
import { choice, integer } from '../../parse-values.ts'

export const billing: ValueOption<'on-demand' | 'provisioned'> = {
  env: 'PGFOLD_BILLING',
  brief: 'How the table is paid for; default: on-demand',
  placeholder: 'on-demand|provisioned',
  parse: choice('on-demand', 'provisioned'),
}

const readUnits: ValueOption<number> = {
  env: null,
  brief: 'Provisioned read units of the table and of each index',
  placeholder: 'n',
  parse: integer(1, 100_000_000),
}
const writeUnits: ValueOption<number> = {
  env: null,
  brief: 'Provisioned write units of the table and of each index',
  placeholder: 'n',
  parse: integer(1, 100_000_000),
}

const print: SwitchOption = {
  env: null,
  brief: 'Only print the definition, as "aws dynamodb create-table --cli-input-json" takes it',
}

export interface CreateFlags extends MappingFlags, TargetFlags, JsonFlags {
  readonly billing: 'on-demand' | 'provisioned' | undefined
  readonly readUnits: number | undefined
  readonly writeUnits: number | undefined
  readonly print: boolean | undefined
}

export const createCommand = buildCommand<CreateFlags, [], CliContext>({
  loader: async () => (await import('./create.handler.ts')).createHandler,
  parameters: {
    flags: {
      ...mappingFlags,
      ...targetFlags,
      billing: valueFlag(billing),
      readUnits: valueFlag(readUnits),
      writeUnits: valueFlag(writeUnits),
      print: switchFlag(print),
      ...jsonFlags,
    },
  },
  docs: {
    brief: 'Create the table with its indexes and wait until it is ready',
    customUsage: ['[flags]'],
    fullDescription: 'Example: pgfold table create --mapping shop.ts --table shop --billing on-demand',
  },
})
