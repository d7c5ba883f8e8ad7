import { PgfoldError } from '../errors/pgfold-error.ts'
import { nodeFiles } from '../ledger/durable-files.ts'
import { codeOf } from '../ledger/file-error.ts'

/** Finds out before the work whether a file can be written after it. Throws CLI_SYSTEM. */
export async function probeOwnFile(file: string): Promise<void> {
  await nodeFiles.probe(file).catch((cause: unknown) => refuse(file, cause))
}

/**
 * Writes a file that tells what a database is like: readable for its owner alone; a symbolic link is replaced, not
 * followed. Throws CLI_SYSTEM.
 */
export async function writeOwnFile(file: string, content: string): Promise<void> {
  await nodeFiles.replace(file, Buffer.from(content)).catch((cause: unknown) => refuse(file, cause))
}

function refuse(file: string, cause: unknown): never {
  throw new PgfoldError('CLI_SYSTEM', { place: file, detail: codeOf(cause) ?? 'the file could not be written', cause })
}
