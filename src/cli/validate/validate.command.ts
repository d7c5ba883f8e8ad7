import { buildCommand } from '@stricli/core'
import type { CliContext } from '../context.ts'
import { negatableFlag, switchFlag, valueFlag, type SwitchOption, type ValueOption } from '../option.ts'
import { keyFlags, type KeyFlags } from '../options/key-options.ts'
import { mappingFlags, type MappingFlags } from '../options/mapping-options.ts'
import { progressFlags, type ProgressFlags } from '../options/output-options.ts'
import { sourceDdlFlags, type SourceDdlFlags } from '../options/source-ddl-options.ts'
import { sourceFlags, type SourceFlags } from '../options/source-options.ts'
import { stateFlags, type StateFlags } from '../options/state-options.ts'
import { targetFlags, type TargetFlags } from '../options/target-options.ts'
import { integer, text } from '../parse-values.ts'

export const seed: ValueOption<string> = {
  env: 'PGFOLD_SEED',
  brief: 'Seed of the sample, to draw the same one again',
  placeholder: 'text',
  parse: text,
}
export const report: ValueOption<string> = {
  env: 'PGFOLD_REPORT',
  brief: 'Where the report goes; default: validation_report_<id>.json in the state folder',
  placeholder: 'file',
  parse: text,
}
export const readers: ValueOption<number> = {
  env: 'PGFOLD_READERS',
  brief: 'Entities read from the source at the same time, each over a connection of its own; default: 2',
  placeholder: 'n',
  parse: integer(1, 64),
}
export const maxReadUnits: ValueOption<number> = {
  env: 'PGFOLD_MAX_READ_UNITS',
  brief: 'Read units per second that may be used',
  placeholder: 'n',
  parse: integer(1, 100_000_000),
}
export const indexes: SwitchOption = {
  env: 'PGFOLD_INDEXES',
  brief: 'Compare the contents of the indexes too, or not; default: only with all',
}
export const maxListed: ValueOption<number> = {
  env: 'PGFOLD_MAX_LISTED',
  brief: 'Differences listed in full, all are counted; default: 1000',
  placeholder: 'n',
  parse: integer(0, 1_000_000),
}
export const resumeId: ValueOption<string> = {
  env: null,
  brief: 'Go on with an interrupted validation of the same depth',
  placeholder: 'id',
  parse: text,
}
export const showValues: SwitchOption = {
  env: null,
  brief: 'Put the values that differ into the report; it then holds your data',
}

export interface ValidateFlags
  extends MappingFlags, SourceFlags, SourceDdlFlags, TargetFlags, StateFlags, ProgressFlags, KeyFlags {
  readonly seed: string | undefined
  readonly report: string | undefined
  readonly readers: number | undefined
  readonly maxReadUnits: number | undefined
  readonly indexes: boolean | undefined
  readonly maxListed: number | undefined
  readonly showValues: boolean | undefined
  readonly resume: string | undefined
}

const fullDescription = [
  'Derives every expected item again by another way than the load and compares it with the table, attribute by attribute.',
  '',
  '  all          every item, both ways (the default)',
  '  count        the number of items of every entity',
  '  sample [n]   n items drawn at random over all entities (default 100)',
  '  <name> ...   every item of these groups or entities',
  '',
  'Exit codes: 0 equal, 2 differences found (listed in the report), 1 failed.',
  '',
  'Example: pgfold validate sample 1000 --mapping shop.ts --table shop',
].join('\n')

export const validateCommand = buildValidateCommand(fullDescription)

/** The command with a description of one's own, for a preset. */
export function buildValidateCommand(description: string) {
  return buildCommand<ValidateFlags, string[], CliContext>({
    loader: async () => (await import('./validate.handler.ts')).validateHandler,
    parameters: {
      flags: {
        ...mappingFlags,
        ...sourceFlags,
        ...sourceDdlFlags,
        ...targetFlags,
        seed: valueFlag(seed),
        report: valueFlag(report),
        readers: valueFlag(readers),
        maxReadUnits: valueFlag(maxReadUnits),
        indexes: negatableFlag(indexes),
        maxListed: valueFlag(maxListed),
        showValues: switchFlag(showValues),
        resume: valueFlag(resumeId),
        ...stateFlags,
        ...keyFlags,
        ...progressFlags,
      },
      positional: {
        kind: 'array',
        parameter: {
          brief: 'all (default), count, sample [n], or groups and entities by name',
          placeholder: 'depth',
          parse: text,
        },
      },
    },
    docs: {
      brief: 'Compare the table with the database, item by item',
      fullDescription: description,
      customUsage: ['[all|count|sample [n]|<group or ENTITY>...] [flags]'],
    },
  })
}
