import { valueFlag, type ValueOption } from '../value-option.ts'
import { nameList } from '../parse-values.ts'

const schema: ValueOption<readonly string[]> = {
  env: null,
  brief: 'Only these schemas',
  placeholder: 'a,b',
  parse: nameList,
}
const tables: ValueOption<readonly string[]> = {
  env: null,
  brief: 'Only these tables, with or without their schema',
  placeholder: 'a,b.c',
  parse: nameList,
}

export interface SelectionFlags {
  readonly schema: readonly string[] | undefined
  readonly tables: readonly string[] | undefined
}

export const selectionFlags = { schema: valueFlag(schema), tables: valueFlag(tables) }

/** null where a flag was not given: no restriction. */
export function readSelection(flags: SelectionFlags): {
  readonly schemas: readonly string[] | null
  readonly tables: readonly string[] | null
} {
  return { schemas: flags.schema ?? null, tables: flags.tables ?? null }
}
