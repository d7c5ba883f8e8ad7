import { parseSourceUrl, type SourceConfig } from '../../postgres/connection/source-config.ts'
import type { CliContext } from '../cli-context.ts'
import { readSourceDdl, sourceDdlFlags, type SourceDdlFlags } from './source-ddl-flags.ts'
import { readSourceUrl, sourceFlags, type SourceFlags } from './source-flags.ts'
import { readSourceSilence, sourceSilenceFlags, type SourceSilenceFlags } from './source-silence-flags.ts'
import { readMaxStatementMs, statementFlags, type StatementFlags } from './statement-flags.ts'

/** Where PostgreSQL is and how its rows are read; every command that reads rows in a snapshot takes all of them. */
export interface ReadingFlags extends SourceFlags, SourceDdlFlags, SourceSilenceFlags, StatementFlags {}

export const readingFlags = { ...sourceFlags, ...sourceDdlFlags, ...sourceSilenceFlags, ...statementFlags }

/** Throws what `readSourceUrl` and `parseSourceUrl` throw. */
export async function readSource(context: CliContext, flags: ReadingFlags): Promise<SourceConfig> {
  return {
    ...parseSourceUrl(await readSourceUrl(context, flags), context.env),
    ddl: readSourceDdl(context.env, flags),
    inactivityMs: readSourceSilence(context.env, flags),
    maxStatementMs: readMaxStatementMs(context.env, flags),
  }
}
