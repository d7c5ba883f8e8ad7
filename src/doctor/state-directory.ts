import { mkdtemp, open, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { errorRegistry } from '../errors/error-registry.ts'
import { codeOf } from '../ledger/file-error.ts'
import type { Check } from './check.ts'

/** Can state be stored where it shall lie? Asked by doing it: rights, a read-only mount and a full disk all show. */
export const stateDirectory: Check = {
  name: 'state directory is writable',
  async run(context) {
    const directory = resolve(context.stateDirectory)
    try {
      const probe = await mkdtemp(join(directory, '.pgfold-probe-'))
      try {
        await using file = await open(join(probe, 'probe'), 'wx', 0o600)
        await file.write(Buffer.alloc(4096))
        await file.sync()
      } finally {
        await rm(probe, { recursive: true, force: true })
      }
      return []
    } catch (error) {
      return [
        {
          severity: 'error',
          code: 'RUN_STATE_DIRECTORY',
          place: directory,
          message: `${directory}: ${codeOf(error) ?? 'unknown reason'}`,
          fix: errorRegistry.RUN_STATE_DIRECTORY.fix,
        },
      ]
    }
  },
}
