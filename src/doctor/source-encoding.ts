import { errorRegistry } from '../errors/error-registry.ts'
import type { Check } from './check.ts'

/**
 * Is it known what the bytes of the texts mean? The server converts every other encoding to UTF-8 for us, and refuses
 * what it cannot; of a SQL_ASCII database it knows no encoding, so that it can only look whether bytes are UTF-8 by
 * chance.
 */
export const sourceEncoding: Check = {
  name: 'source encoding is known',
  async run({ source }, signal) {
    const [row] = await source.rows("SELECT current_setting('server_encoding'), current_database()", { signal })
    const [encoding, database] = row ?? []
    if (encoding !== 'SQL_ASCII') return []
    return [
      {
        severity: 'error',
        code: 'SOURCE_ENCODING_UNKNOWN',
        place: database ?? '',
        message: `database ${database ?? ''} has the encoding SQL_ASCII`,
        fix: errorRegistry.SOURCE_ENCODING_UNKNOWN.fix,
      },
    ]
  },
}
