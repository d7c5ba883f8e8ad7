import { switchFlag, type SwitchOption } from '../switch-option.ts'
import { valueFlag, type ValueOption } from '../value-option.ts'
import { migrationFlags, type MigrationFlags } from '../flags/migration-flags.ts'
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

export const continueUnfinished: SwitchOption = {
  env: 'PGFOLD_CONTINUE',
  brief: 'Go on with the unfinished run into this table, if there is one, instead of beginning a new one',
}

export interface MigrateFlags extends MigrationFlags {
  readonly entities: readonly string[] | undefined
  readonly onExisting: 'refuse' | 'append' | undefined
  readonly plan: string | undefined
  readonly continue: boolean | undefined
}

export const migrateFlags = {
  entities: valueFlag(entities),
  onExisting: valueFlag(onExisting),
  plan: valueFlag(plan),
  continue: switchFlag(continueUnfinished),
  ...migrationFlags,
}
