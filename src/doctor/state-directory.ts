import { join, resolve } from 'node:path'
import { errorRegistry } from '../errors/error-registry.ts'
import { nodeFiles } from '../ledger/durable-files.ts'
import { codeOf } from '../ledger/file-error.ts'
import type { Check } from './check.ts'

/**
 * Can state be stored where it shall lie, and for its owner alone? Asked by doing it: rights, a read-only mount, a full
 * disk and a file system that has its own idea of modes all show.
 */
export const stateDirectory: Check = {
  name: 'state directory is writable',
  async run(context) {
    const directory = resolve(context.stateDirectory)
    try {
      const { mode } = await nodeFiles.probe(join(directory, 'migration_state'))
      // Windows has no such bits.
      if ((mode & 0o077) === 0 || process.platform === 'win32') return []
      return [
        {
          severity: 'warning',
          code: 'LEDGER_MODES_FORCED',
          place: directory,
          message: `${directory}: the file system gives every file mode ${mode.toString(8).padStart(4, '0')}, so others may be able to read the state and reject files`,
          fix: errorRegistry.LEDGER_MODES_FORCED.fix,
        },
      ]
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
