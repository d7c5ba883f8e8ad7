import { constants } from 'node:fs'
import { failpoint, failpointWarning, type Failpoint } from '../failpoint.ts'
import { durableFiles, type DurableFiles } from './durable-files.ts'
import { nodeFileSystem, type FileSystem, type OpenFile } from './file-system.ts'

const failing: FileSystem = {
  ...nodeFileSystem,

  async open(path, flags, mode) {
    const file = await nodeFileSystem.open(path, flags, mode)
    if ((flags & constants.O_WRONLY) === 0 || failpointWarning() === null) return file
    return tornWrites(file, (flags & constants.O_EXCL) === 0 ? 'reject.torn' : 'ledger.torn')
  },

  async rename(from, to) {
    failpoint('ledger.written')
    await nodeFileSystem.rename(from, to)
    failpoint('ledger.renamed')
  },

  async link(from, to) {
    await nodeFileSystem.link(from, to)
    failpoint('ledger.placed')
  },
}

/** The files of a run: those of Node, with failpoints between the calls. */
export const ledgerFiles: DurableFiles = durableFiles(failing)

/** Writes in two steps, as a disk may do it anyway. Only while a failpoint is set: the second step costs a call. */
function tornWrites(file: OpenFile, point: Failpoint): OpenFile {
  return {
    async write(content, offset, length, position) {
      const half = length >> 1
      const first = await file.write(content, offset, half, position)
      failpoint(point)
      if (first.bytesWritten < half) return first
      const second = await file.write(content, offset + half, length - half, position + half)
      return { bytesWritten: half + second.bytesWritten }
    },
    sync: () => file.sync(),
    truncate: (length) => file.truncate(length),
    stat: () => file.stat(),
    readFile: () => file.readFile(),
    close: () => file.close(),
  }
}
