import type { Environment } from '../cli-context.ts'
import { valueFlag, valueOf, type ValueOption } from '../value-option.ts'
import { nameList } from '../parse-values.ts'

const schema: ValueOption<readonly string[]> = {
  env: 'PGFOLD_SCHEMA',
  brief: 'Use only these schemas',
  placeholder: 'a,b',
  parse: nameList,
}
const tables: ValueOption<readonly string[]> = {
  env: 'PGFOLD_TABLES',
  brief: 'Use only these tables, named with or without their schema',
  placeholder: 'a,b.c',
  parse: nameList,
}

export interface SelectionFlags {
  readonly schema: readonly string[] | undefined
  readonly tables: readonly string[] | undefined
}

export const selectionFlags = { schema: valueFlag(schema), tables: valueFlag(tables) }

/** null where neither flag nor variable was given: no restriction. */
export function readSelection(
  env: Environment,
  flags: SelectionFlags,
): {
  readonly schemas: readonly string[] | null
  readonly tables: readonly string[] | null
} {
  return {
    schemas: valueOf(schema, flags.schema, env) ?? null,
    tables: valueOf(tables, flags.tables, env) ?? null,
  }
}
