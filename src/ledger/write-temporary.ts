import { constants } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { FileSystem, OpenFile } from './file-system.ts'

const newFile = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW

/**
 * Writes the content, durably, to a file beside `path` that nobody else can have put there, and gives its name. One
 * name per process: a crash leaves at most one such file behind.
 */
export async function writeTemporary(
  system: FileSystem,
  path: string,
  content: Uint8Array,
  mode: number,
  look: (file: OpenFile) => Promise<void> = async () => undefined,
): Promise<string> {
  const temporary = `${path}.${process.pid}.tmp`
  await system.unlink(temporary).catch(() => undefined)
  try {
    const file = await system.open(temporary, newFile, mode)
    try {
      await writeAll(file, content, 0)
      await file.sync()
      await look(file)
    } finally {
      await file.close()
    }
  } catch (error) {
    await system.unlink(temporary).catch(() => undefined)
    throw error
  }
  return temporary
}

/** Removes what processes that were killed have left beside `path`; nobody else may be writing it. */
export async function removeTemporaries(system: FileSystem, path: string): Promise<void> {
  const prefix = `${basename(path)}.`
  for (const name of await system.readdir(dirname(path)))
    if (name.startsWith(prefix) && /^\d+\.tmp$/.test(name.slice(prefix.length)))
      await system.unlink(join(dirname(path), name))
}

export async function writeAll(file: OpenFile, content: Uint8Array, position: number): Promise<void> {
  let done = 0
  while (done < content.length) {
    const { bytesWritten } = await file.write(content, done, content.length - done, position + done)
    done += bytesWritten
  }
}
