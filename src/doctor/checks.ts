import type { Check } from './check.ts'
import { sourceEncoding } from './source-encoding.ts'
import { sourceReadable } from './source-readable.ts'
import { stateDirectory } from './state-directory.ts'
import { tableDefinition } from './table-definition.ts'
import { tableEmpty } from './table-empty.ts'

/** Every check, in the order in which their findings are shown. A new one is a file and a line here. */
export const checks: readonly Check[] = [stateDirectory, sourceEncoding, sourceReadable, tableDefinition, tableEmpty]
