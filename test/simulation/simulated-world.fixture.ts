import { createHash } from 'node:crypto'
import type { Clock } from '../../src/clock.ts'
import { virtualClock } from '../../src/virtual-clock.fixture.ts'

/** Time and chance of one simulated history; everything in it happens in this world, and nothing outside of it. */
export interface World {
  readonly clock: ReturnType<typeof virtualClock>
  /** True with this probability. */
  chance(probability: number): boolean
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** Notes what happened, so that two histories of one seed can be compared. */
  note(what: string): void
  /** SHA-256 over everything noted, with its time. */
  trace(): string
}

export function simulatedWorld(seed: number): World {
  const clock = virtualClock(seed)
  const hash = createHash('sha256')
  return {
    clock,
    chance: (probability) => clock.random() < probability,
    between: (low, high) => low + Math.floor(clock.random() * (high - low + 1)),
    note: (what) => void hash.update(`${clock.now()} ${what}\n`),
    trace: () => hash.copy().digest('hex'),
  }
}

/** A process in the world. After `kill` nothing that it waited for ever comes, as after SIGKILL. */
export interface SimulatedProcess {
  readonly clock: Clock
  readonly alive: boolean
  kill(): void
  /** Waits in this process; forever once it is dead. */
  wait(milliseconds: number): Promise<void>
}

export function simulatedProcess({ clock: time }: World): SimulatedProcess {
  let alive = true
  const clock: Clock = {
    now: () => time.now(),
    random: () => time.random(),
    after: (milliseconds, call) =>
      time.after(milliseconds, () => {
        if (alive) call()
      }),
  }
  return {
    clock,
    get alive() {
      return alive
    },
    kill: () => {
      alive = false
    },
    wait: (milliseconds) => new Promise((resolve) => void clock.after(milliseconds, resolve)),
  }
}
