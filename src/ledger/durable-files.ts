import { constants } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf, fileError } from './file-error.ts'
import { nodeFileSystem, type FileSystem, type OpenFile } from './file-system.ts'
import { removeTemporaries, writeAll, writeTemporary } from './write-temporary.ts'

/**
 * The few steps that the ledger asks of a file system. When a call resolves, its effect survives a power cut. When it
 * rejects, the file named by `path` is what it was before, or, where only the directory could not be synced, what it
 * was to become: never a mixture. (`append` excepted: bytes past the old end may remain, which is why the state records
 * the length.)
 */
export interface DurableFiles {
  /** Makes a file with this content; rejects with code EEXIST where the name is taken. */
  create(path: string, content: Uint8Array, mode?: number): Promise<void>
  /** Replaces the whole file. A reader sees the old content or the new, never a mixture. */
  replace(path: string, content: Uint8Array, mode?: number): Promise<void>
  /** Puts the file under another name of the same directory, in place of what stands there. */
  move(from: string, to: string): Promise<void>
  /**
   * Writes at `position`, where the file ends or goes on; makes it at mode 0600 where `position` is 0. Rejects with
   * code ENOENT or SHORTER where what should be before `position` is not there.
   */
  append(path: string, position: number, content: Uint8Array): Promise<void>
  truncate(path: string, length: number): Promise<void>
  /** Follows no symbolic link, and waits for no pipe: what is no regular file rejects with code NOT_A_FILE. */
  read(path: string): Promise<{ readonly content: Buffer } & FileRights>
  /** Bytes, or null when there is no such file. */
  size(path: string): Promise<number | null>
  /**
   * Whose the file is and who may use it, by the same rules as `read`; null when there is no such file. `to write`:
   * rejects also where this process may not write it.
   */
  rights(path: string, toWrite?: 'to write'): Promise<FileRights | null>
  /**
   * Finds out whether `replace` could write this file, by writing 4 KB beside it and removing them; gives the rights
   * that a file has which is made here at mode 0600.
   */
  probe(path: string): Promise<FileRights>
  /** Removes what killed processes have left beside the file; the caller knows that nobody else is writing it. */
  sweep(path: string): Promise<void>
}

export interface FileRights {
  /** The permission bits only. */
  readonly mode: number
  /** User id; 0 where the system has none. */
  readonly owner: number
}

/** Rows of the source are named in these files: nobody else reads them. */
const ownerOnly = 0o600

const probeBytes = 4096

export function durableFiles(system: FileSystem): DurableFiles {
  const size = (path: string): Promise<number | null> => sizeOf(system, path)
  return {
    size,
    create: (path, content, mode = ownerOnly) => create(system, path, content, mode),
    append: (path, position, content) => append(system, path, position, content),
    sweep: (path) => removeTemporaries(system, path),
    probe: (path) => probe(system, path),

    async move(from, to) {
      await system.rename(from, to)
      await syncDirectory(system, dirname(to))
    },

    async replace(path, content, mode = ownerOnly) {
      const temporary = await writeTemporary(system, path, content, mode)
      try {
        await system.rename(temporary, path)
      } catch (error) {
        await system.unlink(temporary).catch(() => undefined)
        throw error
      }
      await syncDirectory(system, dirname(path))
    },

    async truncate(path, length) {
      await using held = await openRegular(system, path, constants.O_WRONLY)
      await held.file.truncate(length)
      await held.file.sync()
    },

    async read(path) {
      await using held = await openRegular(system, path, constants.O_RDONLY)
      return { ...(await rightsOf(held.file)), content: await held.file.readFile() }
    },

    async rights(path, toWrite) {
      if ((await size(path)) === null) return null
      await using held = await openRegular(system, path, toWrite === undefined ? constants.O_RDONLY : constants.O_RDWR)
      return rightsOf(held.file)
    },
  }
}

export const nodeFiles: DurableFiles = durableFiles(nodeFileSystem)

async function create(system: FileSystem, path: string, content: Uint8Array, mode: number): Promise<void> {
  const temporary = await writeTemporary(system, path, content, mode)
  try {
    await placeNew(system, temporary, path)
  } finally {
    await system.unlink(temporary).catch(() => undefined)
  }
  try {
    await syncDirectory(system, dirname(path))
  } catch (error) {
    // It would look like the beginning of something that its maker has given up.
    await system.unlink(path).catch(() => undefined)
    throw error
  }
}

async function append(system: FileSystem, path: string, position: number, content: Uint8Array): Promise<void> {
  const existed = (await sizeOf(system, path)) !== null
  await using held = await openRegular(system, path, constants.O_WRONLY | (position === 0 ? constants.O_CREAT : 0))
  const { file } = held
  // A gap would be filled with zeros, and counted as lines.
  if ((await file.stat()).size < position) throw fileError('SHORTER', path)
  try {
    await writeAll(file, content, position)
    await file.sync()
  } catch (error) {
    // For those who read it before a resume cuts it: half a line says nothing, nor does an empty file.
    await (existed ? file.truncate(position) : system.unlink(path)).catch(() => undefined)
    throw error
  }
  if (!existed) await syncDirectory(system, dirname(path))
}

async function probe(system: FileSystem, path: string): Promise<FileRights> {
  if ((await sizeOf(system, path)) !== null)
    await openRegular(system, path, constants.O_RDONLY).then(
      (held) => held[Symbol.asyncDispose](),
      (error: unknown) => {
        // A link or a file that cannot be read is replaced all the same.
        if (codeOf(error) === 'NOT_A_FILE') throw error
      },
    )
  let rights: FileRights = { mode: ownerOnly, owner: 0 }
  const look = async (file: OpenFile): Promise<void> => {
    rights = await rightsOf(file)
  }
  await system.unlink(await writeTemporary(system, path, Buffer.alloc(probeBytes), ownerOnly, look))
  return rights
}

async function sizeOf(system: FileSystem, path: string): Promise<number | null> {
  try {
    return (await system.lstat(path)).size
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

/**
 * A pipe that stands where a file should would be waited for until somebody opens its other end: O_NONBLOCK does not
 * wait.
 */
async function openRegular(
  system: FileSystem,
  path: string,
  flags: number,
): Promise<AsyncDisposable & { readonly file: OpenFile }> {
  const all = flags | constants.O_NOFOLLOW | (constants.O_NONBLOCK ?? 0)
  const file = await system.open(path, all, ownerOnly).catch((error: unknown) => {
    // A pipe that nobody reads, or a socket.
    throw codeOf(error) === 'ENXIO' ? fileError('NOT_A_FILE', path) : error
  })
  const held = { file, [Symbol.asyncDispose]: () => file.close() }
  if ((await file.stat()).isFile()) return held
  await file.close()
  throw fileError('NOT_A_FILE', path)
}

async function rightsOf(file: OpenFile): Promise<FileRights> {
  const { mode, uid } = await file.stat()
  return { mode: mode & 0o777, owner: uid }
}

/**
 * A hard link is the one step that puts whole content under a name only if the name is free. Some file systems have
 * none.
 */
async function placeNew(system: FileSystem, temporary: string, path: string): Promise<void> {
  try {
    await system.link(temporary, path)
  } catch (error) {
    const code = codeOf(error)
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
    if ((await sizeOf(system, path)) !== null) throw fileError('EEXIST', path)
    await system.rename(temporary, path)
  }
}

/**
 * A rename is durable only when the directory is. Windows offers no such call and keeps its own journal; some network
 * file systems refuse it for directories, as PostgreSQL knows too (fsync_fname_ext).
 */
async function syncDirectory(system: FileSystem, directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const file = await system.open(directory, constants.O_RDONLY)
  try {
    await file.sync()
  } catch (error) {
    const code = codeOf(error)
    if (code !== 'EINVAL' && code !== 'EBADF') throw error
  } finally {
    await file.close()
  }
}
