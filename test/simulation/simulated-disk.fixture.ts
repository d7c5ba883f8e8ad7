import type { DurableFiles } from '../../src/ledger/durable-files.ts'
import type { SimulatedProcess, World } from './simulated-world.fixture.ts'

export interface DiskFaults {
  /** Probability that a writing step is refused by the disk. */
  refused: number
  /** A defect: a step that says done takes effect 100 ms later, and never where the process is dead by then. */
  forgets?: boolean
}

/** Files that outlive the processes which write them. */
export type SimulatedDisk = Map<string, Buffer>

/**
 * The disk as a process sees it, within the contract of `DurableFiles`: a step takes effect at one instant while it is
 * under way, so a kill finds the old content or the new; an append may leave the first half of its bytes.
 */
export function filesOf(
  disk: SimulatedDisk,
  process: SimulatedProcess,
  world: World,
  faults: DiskFaults,
): DurableFiles {
  const step = async (name: string, path: string, effect: () => void, half?: () => void): Promise<void> => {
    await process.wait(world.between(0, 3))
    half?.()
    if (world.chance(faults.refused)) {
      world.note(`disk refuses ${name} ${path}`)
      const code = world.chance(0.5) ? 'ENOSPC' : 'EIO'
      throw Object.assign(new Error(code), { code })
    }
    await process.wait(world.between(0, 2))
    if (faults.forgets === true) process.clock.after(100, effect)
    else effect()
    world.note(`${name} ${path} ${disk.get(path)?.length ?? 0}`)
    await process.wait(world.between(0, 2))
  }
  const write = (path: string, position: number, content: Uint8Array): void => {
    const old = disk.get(path) ?? Buffer.alloc(0)
    const next = Buffer.alloc(Math.max(old.length, position + content.length))
    old.copy(next)
    next.set(content, position)
    disk.set(path, next)
  }
  return {
    async create(path, content) {
      if (disk.has(path)) throw Object.assign(new Error('EEXIST'), { code: 'EEXIST' })
      await step('create', path, () => disk.set(path, Buffer.from(content)))
    },
    replace: (path, content) => step('replace', path, () => disk.set(path, Buffer.from(content))),
    append: (path, position, content) =>
      step(
        'append',
        path,
        () => write(path, position, content),
        () => write(path, position, content.subarray(0, content.length >> 1)),
      ),
    truncate: (path, length) =>
      step('truncate', path, () => disk.set(path, (disk.get(path) ?? Buffer.alloc(0)).subarray(0, length))),
    async read(path) {
      const content = disk.get(path)
      if (content === undefined) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' })
      return { content: Buffer.from(content), mode: 0o600, owner: ownUser() }
    },
    size: async (path) => disk.get(path)?.length ?? null,
    rights: async (path) => (disk.has(path) ? { mode: 0o600, owner: ownUser() } : null),
  }
}

/** The ledger refuses files of other users. */
function ownUser(): number {
  return process.getuid?.() ?? 0
}
