import { link, lstat, open, readdir, rename, unlink } from 'node:fs/promises'

/** What durable files ask of a file system, call by call: the place where a test makes a disk fail. */
export interface FileSystem {
  open(path: string, flags: number, mode?: number): Promise<OpenFile>
  rename(from: string, to: string): Promise<void>
  link(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  /** Of the name itself: a symbolic link is not followed. */
  lstat(path: string): Promise<{ readonly size: number }>
  readdir(path: string): Promise<readonly string[]>
}

export interface OpenFile {
  write(
    content: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesWritten: number }>
  sync(): Promise<void>
  truncate(length: number): Promise<void>
  stat(): Promise<{ isFile(): boolean; readonly mode: number; readonly uid: number; readonly size: number }>
  readFile(): Promise<Buffer>
  close(): Promise<void>
}

export const nodeFileSystem: FileSystem = { open, rename, link, unlink, lstat, readdir }
