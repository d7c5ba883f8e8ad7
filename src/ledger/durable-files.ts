import { constants } from 'node:fs'
import { link, open, rename, stat, unlink, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * The few steps that the ledger asks of a file system. When a call resolves, its effect survives a power cut; when it
 * rejects, the file named by `path` is what it was before (`append` excepted: bytes past the old end may remain, which
 * is why the state records the length).
 */
export interface DurableFiles {
  /** Makes a file with this content at mode 0600; rejects with code EEXIST where the name is taken. */
  create(path: string, content: Uint8Array): Promise<void>
  /** Replaces the whole file. A reader sees the old content or the new, never a mixture. */
  replace(path: string, content: Uint8Array): Promise<void>
  /** Puts the file under another name of the same directory, in place of what stands there. */
  move(from: string, to: string): Promise<void>
  /** Writes at `position`, making the file at mode 0600 if need be. */
  append(path: string, position: number, content: Uint8Array): Promise<void>
  truncate(path: string, length: number): Promise<void>
  /** Follows no symbolic link, and waits for no pipe: what is no regular file rejects with code NOT_A_FILE. */
  read(path: string): Promise<{ readonly content: Buffer } & FileRights>
  /** Bytes, or null when there is no such file. */
  size(path: string): Promise<number | null>
  /** Whose the file is and who may use it, by the same rules as `read`; null when there is no such file. */
  rights(path: string): Promise<FileRights | null>
}

export interface FileRights {
  /** The permission bits only. */
  readonly mode: number
  /** User id; 0 where the system has none. */
  readonly owner: number
}

/** Rows of the source are named in these files: nobody else reads them. */
const ownerOnly = 0o600

export const nodeFiles: DurableFiles = {
  async create(path, content) {
    const temporary = await writeTemporary(path, content)
    try {
      await placeNew(temporary, path)
    } finally {
      await unlink(temporary).catch(() => undefined)
    }
    await syncDirectory(dirname(path))
  },

  async replace(path, content) {
    const temporary = await writeTemporary(path, content)
    try {
      await rename(temporary, path)
    } catch (error) {
      await unlink(temporary).catch(() => undefined)
      throw error
    }
    await syncDirectory(dirname(path))
  },

  async move(from, to) {
    await rename(from, to)
    await syncDirectory(dirname(to))
  },

  async append(path, position, content) {
    const existed = (await nodeFiles.size(path)) !== null
    const handle = await openRegular(path, constants.O_WRONLY | constants.O_CREAT)
    try {
      await writeAll(handle, content, position)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (!existed) await syncDirectory(dirname(path))
  },

  async truncate(path, length) {
    const handle = await openRegular(path, constants.O_WRONLY)
    try {
      await handle.truncate(length)
      await handle.sync()
    } finally {
      await handle.close()
    }
  },

  async read(path) {
    const handle = await openRegular(path, constants.O_RDONLY)
    try {
      return { ...(await rightsOf(handle)), content: await handle.readFile() }
    } finally {
      await handle.close()
    }
  },

  async size(path) {
    try {
      return (await stat(path)).size
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      throw error
    }
  },

  async rights(path) {
    try {
      const handle = await openRegular(path, constants.O_RDONLY)
      try {
        return await rightsOf(handle)
      } finally {
        await handle.close()
      }
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      throw error
    }
  },
}

/**
 * A pipe that stands where a file should would be waited for until somebody opens its other end: O_NONBLOCK does not
 * wait.
 */
async function openRegular(path: string, flags: number): Promise<FileHandle> {
  const handle = await open(path, flags | constants.O_NOFOLLOW | (constants.O_NONBLOCK ?? 0), ownerOnly).catch(
    (error: unknown) => {
      // A pipe that nobody reads, or a socket.
      throw codeOf(error) === 'ENXIO' ? notAFile(path) : error
    },
  )
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw notAFile(path)
}

function notAFile(path: string): Error {
  return Object.assign(new Error(`${path} is no regular file`), { code: 'NOT_A_FILE' })
}

async function rightsOf(handle: FileHandle): Promise<FileRights> {
  const { mode, uid } = await handle.stat()
  return { mode: mode & 0o777, owner: uid }
}

/** The system's own error code (`ENOSPC`), or null. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/**
 * One name per process: a crash leaves at most one such file behind, and the next write of this process makes it anew.
 */
async function writeTemporary(path: string, content: Uint8Array): Promise<string> {
  const temporary = `${path}.${process.pid}.tmp`
  await unlink(temporary).catch(() => undefined)
  try {
    const handle = await open(
      temporary,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
      ownerOnly,
    )
    try {
      await writeAll(handle, content, 0)
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
  return temporary
}

async function writeAll(handle: FileHandle, content: Uint8Array, position: number): Promise<void> {
  let done = 0
  while (done < content.length) {
    const { bytesWritten } = await handle.write(content, done, content.length - done, position + done)
    done += bytesWritten
  }
}

/**
 * A hard link is the one step that puts whole content under a name only if the name is free. Some file systems have
 * none.
 */
async function placeNew(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (error) {
    const code = codeOf(error)
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
    const taken = await nodeFiles.size(path)
    if (taken !== null) throw Object.assign(new Error(`${path} exists`), { code: 'EEXIST' })
    await rename(temporary, path)
  }
}

/** A rename is durable only when the folder is. Windows offers no such call and keeps its own journal. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
