import { constants } from 'node:fs'
import { dirname } from 'node:path'
import { fileError } from './file-error.ts'
import type { FileSystem, OpenFile } from './file-system.ts'

interface Inode {
  mode: number
  /** What a reader sees. */
  content: Buffer
  /** What a power cut leaves for sure. */
  durable: Buffer
}

export interface SimulatedDisk {
  readonly system: FileSystem
  /** The calls so far, by name. */
  readonly calls: readonly string[]
  readonly names: () => readonly string[]
  readonly size: (path: string) => number
  /** The disk as a power cut at this moment may leave it; `random` gives numbers from 0 to 1. */
  readonly afterPowerCut: (random: () => number) => SimulatedDisk
}

/** What befalls the call of this number, counted from 0; null: it works. */
export type DiskFault = (call: number, name: string) => { readonly code: string } | null

type Names = Map<string, Inode>

/**
 * A disk in memory that keeps what POSIX lets a disk lose. Bytes that were not synced are there, or not, or in part,
 * sector by sector; names that were not synced are lost from some moment on. A write that fails leaves half of its
 * bytes; a failed sync leaves them unsynced for good, though a later sync succeeds (as Linux has it).
 */
export function simulatedDisk(fault: DiskFault = () => null, durable: Names = new Map()): SimulatedDisk {
  const calls: string[] = []
  const names: Names = new Map(durable)
  let unsynced: ((names: Names) => void)[] = []
  const step = (name: string, path: string): void => {
    calls.push(name)
    const failed = fault(calls.length - 1, name)
    if (failed !== null) throw fileError(failed.code, path)
  }
  const change = (apply: (names: Names) => void): void => {
    apply(names)
    unsynced.push(apply)
  }
  const inodeAt = (path: string): Inode => {
    const inode = names.get(path)
    if (inode === undefined) throw fileError('ENOENT', path)
    return inode
  }

  const system: FileSystem = {
    async open(path, flags, mode = 0o600) {
      step('open', path)
      if (path === '.' || path === '/state') {
        return directory(async () => {
          step('sync directory', path)
          for (const apply of unsynced) apply(durable)
          unsynced = []
        })
      }
      const known = names.get(path)
      if (known !== undefined) {
        if ((flags & constants.O_EXCL) !== 0) throw fileError('EEXIST', path)
        return openInode(known, path, step)
      }
      if ((flags & constants.O_CREAT) === 0) throw fileError('ENOENT', path)
      const made: Inode = { mode, content: Buffer.alloc(0), durable: Buffer.alloc(0) }
      change((all) => all.set(path, made))
      return openInode(made, path, step)
    },
    async rename(from, to) {
      step('rename', to)
      const inode = inodeAt(from)
      change((all) => {
        all.delete(from)
        all.set(to, inode)
      })
    },
    async link(from, to) {
      step('link', to)
      const inode = inodeAt(from)
      if (names.has(to)) throw fileError('EEXIST', to)
      change((all) => all.set(to, inode))
    },
    async unlink(path) {
      step('unlink', path)
      inodeAt(path)
      change((all) => all.delete(path))
    },
    async lstat(path) {
      step('lstat', path)
      return { size: inodeAt(path).content.length }
    },
    async readdir(path) {
      step('readdir', path)
      return [...names.keys()].filter((name) => dirname(name) === path).map((name) => name.slice(path.length + 1))
    },
  }

  return {
    system,
    calls,
    names: () => [...names.keys()],
    size: (path) => inodeAt(path).content.length,
    afterPowerCut(random) {
      const left: Names = new Map(durable)
      for (const apply of unsynced.slice(0, Math.floor(random() * (unsynced.length + 1)))) apply(left)
      const torn = new Map<Inode, Inode>()
      for (const [path, inode] of left) {
        const kept = torn.get(inode) ?? { ...inode, content: tornContent(inode, random), durable: Buffer.alloc(0) }
        kept.durable = kept.content
        torn.set(inode, kept)
        left.set(path, kept)
      }
      return simulatedDisk(() => null, left)
    },
  }
}

function openInode(inode: Inode, path: string, step: (name: string, path: string) => void): OpenFile {
  let isLost = false
  const put = (bytes: Uint8Array, position: number): void => {
    const grown = Buffer.alloc(Math.max(inode.content.length, position + bytes.length))
    inode.content.copy(grown)
    grown.set(bytes, position)
    inode.content = grown
  }
  return {
    async write(content, offset, length, position) {
      try {
        step('write', path)
      } catch (error) {
        put(content.subarray(offset, offset + (length >> 1)), position)
        throw error
      }
      put(content.subarray(offset, offset + length), position)
      return { bytesWritten: length }
    },
    async sync() {
      try {
        step('sync', path)
      } catch (error) {
        isLost = true
        throw error
      }
      if (!isLost) inode.durable = Buffer.from(inode.content)
    },
    async truncate(length) {
      step('truncate', path)
      inode.content = Buffer.from(inode.content.subarray(0, length))
    },
    async stat() {
      return {
        isFile: () => true,
        mode: 0o100000 | inode.mode,
        uid: process.geteuid?.() ?? 0,
        size: inode.content.length,
      }
    },
    async readFile() {
      step('read', path)
      return Buffer.from(inode.content)
    },
    async close() {},
  }
}

function directory(sync: () => Promise<void>): OpenFile {
  const refuse = async (): Promise<never> => {
    throw fileError('EISDIR', '')
  }
  return {
    sync,
    write: refuse,
    truncate: refuse,
    readFile: refuse,
    stat: async () => ({ isFile: () => false, mode: 0o040700, uid: 0, size: 0 }),
    async close() {},
  }
}

/** Sectors of 512 bytes, each as it was or as it was to be; the length is any in between. */
function tornContent({ content, durable }: Inode, random: () => number): Buffer {
  if (content.equals(durable)) return content
  const length = Math.round(durable.length + random() * (content.length - durable.length))
  const left = Buffer.alloc(length)
  for (let at = 0; at < length; at += 512) {
    const sector = (random() < 0.5 ? content : durable).subarray(at, Math.min(at + 512, length))
    left.set(sector, at)
  }
  return left
}
