import { text } from '../parse-values.ts'
import { valueFlag, type ValueOption } from '../value-option.ts'
import { jsonFlags, type JsonFlags } from '../flags/json-flags.ts'
import { mappingFlags, type MappingFlags } from '../flags/mapping-flags.ts'
import { sourceFlags, type SourceFlags } from '../flags/source-flags.ts'

export const role: ValueOption<string> = {
  env: 'PGFOLD_ROLE',
  brief: 'Name of the role that gets the rights; default: pgfold',
  placeholder: 'name',
  parse: text,
}

export interface GrantsFlags extends MappingFlags, SourceFlags, JsonFlags {
  readonly role: string | undefined
}

export const grantsFlags = { ...mappingFlags, ...sourceFlags, role: valueFlag(role), ...jsonFlags }
