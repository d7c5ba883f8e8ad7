import { execFileSync } from 'node:child_process'

/** As whom a process is started; empty: as whoever we are. */
export interface Owner {
  readonly uid?: number
  readonly gid?: number
}

/** For servers that refuse to run as root. */
export function unprivilegedUser(): Owner {
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: Number(execFileSync('id', ['-u', name])), gid: Number(execFileSync('id', ['-g', name])) }
    } catch {
      // The user does not exist here; the next name may.
    }
  }
  throw new Error('the server cannot run as root and neither "postgres" nor "nobody" exists. Fix: run as another user.')
}
