import { callSize } from './call-size.ts'
import { RateLimit } from './rate-limit.ts'
import { virtualClock } from '../../virtual-clock.fixture.ts'

export interface SimulatedLimitOptions {
  readonly seconds: number
  /** Units a second that are granted to us at a time in seconds; what is saved up lasts one second. */
  readonly granted: (seconds: number) => number
  /** Parts of the grant by hash of the key: each call takes from all, by chance. */
  readonly partitions?: number | undefined
  readonly start: number | null
  /** Milliseconds of an answer: from the first to the second. */
  readonly latency?: readonly [number, number] | undefined
  readonly inFlight?: number | undefined
  /** Share of the calls that is refused by chance. */
  readonly refused?: number | undefined
  /** Share of the calls of which half comes back by chance. */
  readonly halved?: number | undefined
  /** Is nobody served at this time? */
  readonly paused?: ((seconds: number) => boolean) | undefined
  /** Is there something to write? */
  readonly wanted?: ((seconds: number) => boolean) | undefined
  readonly seed?: number | undefined
}

interface SimulatedLimitResult {
  /** By second: units granted, accepted, sent, and refused by the limit. */
  readonly granted: readonly number[]
  readonly accepted: readonly number[]
  readonly sent: readonly number[]
  readonly throttled: readonly number[]
  /** The rate at the end of each second. */
  readonly rate: readonly number[]
  /** Milliseconds without anything accepted, at most, while there was something to write. */
  readonly longestGap: number
}

interface Call {
  readonly sentAt: number
  readonly units: number
  accepted: number
}

const most = 32

/**
 * One limit and who it holds, a millisecond at a time and in plain numbers: minutes of it take less than a second. The
 * whole writer against a whole table is simulated-load.fixture.ts.
 */
export function simulateLimit(options: SimulatedLimitOptions): SimulatedLimitResult {
  const { seconds, granted, partitions = 1, start, latency = [5, 25], inFlight = 64 } = options
  const { refused = 0, halved = 0, paused = () => false, wanted = () => true } = options
  const { random } = virtualClock(options.seed ?? 1)
  const limit = new RateLimit(0, start ?? 40_000, start !== null)
  const saved = Array.from({ length: partitions }, () => 0)
  const zeros = (): number[] => Array.from({ length: seconds }, () => 0)
  const result = { granted: zeros(), accepted: zeros(), sent: zeros(), throttled: zeros(), rate: zeros() }
  const add = (to: number[], ms: number, units: number): void => {
    const second = Math.floor(ms / 1000)
    if (second < seconds) to[second] = (to[second] ?? 0) + units
  }
  const judged = new Map<number, Call[]>()
  const answered = new Map<number, Call[]>()
  const book = (at: Map<number, Call[]>, ms: number, call: Call): void => {
    const there = at.get(ms)
    if (there === undefined) at.set(ms, [call])
    else there.push(call)
  }
  let onWire = 0
  let lastAccepted = 0
  let longestGap = 0

  const judge = (call: Call, ms: number): void => {
    if (paused(ms / 1000) || random() < refused) return
    const asked = random() < halved ? call.units / 2 : call.units
    for (let unit = 0; unit < asked; unit++) {
      const place = partitions === 1 ? 0 : Math.floor(random() * partitions)
      const held = saved[place] ?? 0
      const size = Math.min(1, asked - unit)
      if (held < size) add(result.throttled, ms, size)
      else {
        saved[place] = held - size
        call.accepted += size
      }
    }
    add(result.accepted, ms, call.accepted)
  }

  for (let ms = 0; ms < seconds * 1000; ms++) {
    const grant = granted(ms / 1000)
    add(result.granted, ms, paused(ms / 1000) ? 0 : grant / 1000)
    for (let place = 0; place < partitions; place++)
      saved[place] = Math.min(
        Math.max(grant / partitions, saved[place] ?? 0),
        (saved[place] ?? 0) + grant / partitions / 1000,
      )
    for (const call of judged.get(ms) ?? []) judge(call, ms)
    judged.delete(ms)
    for (const call of answered.get(ms) ?? []) {
      onWire -= 1
      const { accepted, units, sentAt } = call
      limit.answered({ booked: accepted, charged: accepted, refused: units - accepted }, sentAt, ms)
      if (accepted > 0) lastAccepted = ms
    }
    answered.delete(ms)
    if (!wanted(ms / 1000)) lastAccepted = ms
    longestGap = Math.max(longestGap, ms - lastAccepted)
    while (wanted(ms / 1000) && onWire < inFlight && limit.wait(ms) === 0) {
      const units = Math.max(1, Math.min(most, Math.floor(callSize(limit.rate(ms), limit.latency, inFlight))))
      const takes = Math.round(latency[0] + random() * (latency[1] - latency[0]))
      const call: Call = { sentAt: ms, units, accepted: 0 }
      limit.take(units, ms)
      add(result.sent, ms, units)
      onWire += 1
      book(judged, ms + Math.max(1, Math.floor(takes / 2)), call)
      book(answered, ms + Math.max(2, takes), call)
    }
    if (ms % 1000 === 999) result.rate[Math.floor(ms / 1000)] = limit.rate(ms)
  }
  return { ...result, longestGap }
}

/** The shares on average of three runs that differ by chance alone. */
export function meanShares(
  options: SimulatedLimitOptions,
  from: number,
): { readonly used: number; readonly throttled: number } {
  const runs = [1, 2, 3].map((seed) => shares(simulateLimit({ ...options, seed }), from, options.seconds))
  const mean = (of: 'used' | 'throttled'): number => runs.reduce((sum, run) => sum + run[of], 0) / runs.length
  return { used: mean('used'), throttled: mean('throttled') }
}

/** Share of what was granted that was used, and of the attempts that the limit throttled, from a second to another. */
function shares(
  { granted, accepted, sent, throttled }: SimulatedLimitResult,
  from: number,
  to: number,
): { readonly used: number; readonly throttled: number } {
  const sum = (of: readonly number[]): number => of.slice(from, to).reduce((total, each) => total + each, 0)
  return { used: sum(accepted) / sum(granted), throttled: sum(throttled) / sum(sent) }
}
