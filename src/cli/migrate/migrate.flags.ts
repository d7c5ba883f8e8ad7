import { valueFlag, type ValueOption } from '../value-option.ts'
import { keyFlags, type KeyFlags } from '../flags/key-flags.ts'
import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { progressFlags, type ProgressFlags } from '../flags/progress-flags.ts'
import { runFlags, type RunFlags } from '../flags/run-flags.ts'
import { sourceDdlFlags, type SourceDdlFlags } from '../flags/source-ddl-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'
import { stateFlags, type StateFlags } from '../flags/state-flags.ts'
import { targetFlags, type TargetFlags } from '../flags/target-flags.ts'
import { choice, nameList, text } from '../parse-values.ts'

export const entities: ValueOption<readonly string[]> = {
  env: 'PGFOLD_ENTITIES',
  brief: 'Load only these entities or groups, separated by commas',
  placeholder: 'names',
  parse: nameList,
}

export const onExisting: ValueOption<'refuse' | 'append'> = {
  env: 'PGFOLD_ON_EXISTING',
  brief: 'Refuse a table that contains items, or append to it; default: refuse',
  placeholder: 'refuse|append',
  parse: choice('refuse', 'append'),
}

export const plan: ValueOption<string> = {
  env: 'PGFOLD_PLAN',
  brief: 'Refuse to start unless mapping, source and table are those of this plan (file of plan --out)',
  placeholder: 'file',
  parse: text,
}

export interface MigrateFlags
  extends MappingFlags, SourceFlags, SourceDdlFlags, TargetFlags, RunFlags, StateFlags, ProgressFlags, KeyFlags {
  readonly entities: readonly string[] | undefined
  readonly onExisting: 'refuse' | 'append' | undefined
  readonly plan: string | undefined
}

export const migrateFlags = {
  ...mappingFlags,
  ...sourceFlags,
  ...sourceDdlFlags,
  ...targetFlags,
  entities: valueFlag(entities),
  onExisting: valueFlag(onExisting),
  plan: valueFlag(plan),
  ...runFlags,
  ...stateFlags,
  ...keyFlags,
  ...progressFlags,
}
