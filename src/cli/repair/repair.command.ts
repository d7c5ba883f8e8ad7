import { buildCommand } from '@stricli/core'
import type { CliContext } from '../context.ts'
import { switchFlag, type SwitchOption } from '../option.ts'
import { keyFlags, type KeyFlags } from '../options/key-options.ts'
import { mappingFlags, type MappingFlags } from '../options/mapping-options.ts'
import { progressFlags, type ProgressFlags } from '../options/output-options.ts'
import { sourceDdlFlags, type SourceDdlFlags } from '../options/source-ddl-options.ts'
import { sourceFlags, type SourceFlags } from '../options/source-options.ts'
import { targetFlags, type TargetFlags } from '../options/target-options.ts'
import { text } from '../parse-values.ts'

const dryRun: SwitchOption = { env: null, brief: 'Show what would be written and deleted, and change nothing' }
const deleteExtras: SwitchOption = { env: null, brief: 'Also delete items that nothing expects' }

export interface RepairFlags extends MappingFlags, SourceFlags, SourceDdlFlags, TargetFlags, ProgressFlags, KeyFlags {
  readonly dryRun: boolean | undefined
  readonly deleteExtras: boolean | undefined
}

export const repairCommand = buildCommand<RepairFlags, [report: string], CliContext>({
  loader: async () => (await import('./repair.handler.ts')).repairHandler,
  parameters: {
    flags: {
      ...mappingFlags,
      ...sourceFlags,
      ...sourceDdlFlags,
      ...targetFlags,
      dryRun: switchFlag(dryRun),
      deleteExtras: switchFlag(deleteExtras),
      ...keyFlags,
      ...progressFlags,
    },
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
