import type { HashKeys } from '../../key-hashing.ts'
import type { Environment } from '../cli-context.ts'
import { switchFlag, switchOf, type SwitchOption } from '../switch-option.ts'

const hashKeys: SwitchOption = {
  env: 'PGFOLD_HASH_KEYS',
  brief: 'Show and keep keys of rows only as hashes; secret of the hash: PGFOLD_KEY_SECRET',
}

export interface KeyFlags {
  readonly hashKeys: boolean | undefined
}

export const keyFlags = { hashKeys: switchFlag(hashKeys) }

/** The secret has no flag: other users can see flags in the process list. */
export function readHashKeys(env: Environment, flags: KeyFlags): HashKeys {
  if (!switchOf(hashKeys, flags.hashKeys, env)) return false
  const secret = env['PGFOLD_KEY_SECRET'] ?? ''
  return secret === '' ? true : { secret }
}
