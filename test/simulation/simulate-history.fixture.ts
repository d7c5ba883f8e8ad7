import type { Ledger } from '../../src/ledger/ledger.ts'
import { readLedger } from '../../src/ledger/file-ledger.ts'
import { rejectsPath } from '../../src/ledger/state-path.ts'
import { differencesFromModel, type Remains } from './naive-model.fixture.ts'
import { filesOf } from './simulated-disk.fixture.ts'
import { runId, simulateAttempt, stateDirectory, type Scene } from './simulate-attempt.fixture.ts'
import { simulatedSource } from './simulated-source.fixture.ts'
import { simulatedProcess, simulatedWorld, type World } from './simulated-world.fixture.ts'

export interface History {
  /** In words; none: the run is complete and right. */
  readonly differences: readonly string[]
  readonly attempts: number
  readonly kills: number
  /** Equal for two histories in which the same happened at the same times. */
  readonly trace: string
}

/** Where a test plants a defect, to see that the model finds it. */
export interface Defects {
  readonly wrapLedger?: (ledger: Ledger, world: World) => Ledger
  readonly changeFaults?: (faults: Scene['faults']) => void
}

/** No attempt with faults may take longer than this in its own time, 1 h; a longer one hangs. */
const maxAttemptMs = 3_600_000

/** After so many attempts nothing fails any more: a run must then complete. */
const maxFaultyAttempts = 12

/**
 * One seed, one history: rows, faults, kills and interruptions are drawn from it, and attempt follows attempt until the
 * run is complete. Then table, rejects and figures are compared with the naive model.
 */
export async function simulateHistory(seed: number, defects: Defects = {}): Promise<History> {
  const world = simulatedWorld(seed)
  const scene: Scene = {
    world,
    source: simulatedSource(world),
    disk: new Map(),
    table: { items: new Map(), stored: new Map() },
    faults: drawFaults(world),
    settings: {
      workers: world.between(1, 4),
      batchSize: world.between(1, 25),
      maxInFlight: world.between(1, 6),
      rowsPerChunk: world.chance(0.5) ? world.between(1, 60) : null,
    },
    wrapLedger: (ledger) => defects.wrapLedger?.(ledger, world) ?? ledger,
  }
  defects.changeFaults?.(scene.faults)
  let kills = 0
  let attempts = 0
  for (;;) {
    attempts += 1
    const faulty = attempts <= maxFaultyAttempts
    if (!faulty) quieten(scene)
    const end = await attempt(scene, faulty)
    world.note(`attempt ${attempts}: ${end}`)
    if (end === 'killed') kills += 1
    if (end === 'Completed') break
    if (!faulty) return history([`attempt ${attempts} without faults ends as ${end}`])
  }
  // What was on the wire when a process died has arrived by now.
  await world.clock.run(60_000)
  const remains = await readRemains(scene).catch((error: unknown) => String(error))
  if (typeof remains === 'string') return history([`state of the run: ${remains}`])
  const differences = differencesFromModel(scene.source, remains)
  return history([...differences, ...storedTooOften(scene, attempts)])

  function history(differences: readonly string[]): History {
    return { differences, attempts, kills, trace: world.trace() }
  }
}

async function readRemains({ world, disk, table }: Scene): Promise<Remains> {
  const files = filesOf(disk, simulatedProcess(world), world, { refused: 0 })
  const summary = await readLedger(stateDirectory, runId, files)
  const rejects = disk.get(rejectsPath(stateDirectory, runId))?.toString('utf8') ?? ''
  return { items: table.items, rejects, summary }
}

type End = 'Completed' | 'Failed' | 'Paused' | 'killed' | 'hangs'

async function attempt(scene: Scene, faulty: boolean): Promise<End> {
  const { world } = scene
  const process = simulatedProcess(world)
  const interrupt = new AbortController()
  if (faulty && world.chance(0.5)) {
    // Most attempts take some 100 ms to some seconds: kills fall into all of their parts.
    const at = world.between(0, world.chance(0.5) ? 150 : 3000)
    if (world.chance(0.8)) world.clock.after(at, () => process.kill())
    else world.clock.after(at, () => interrupt.abort('SIGINT'))
  }
  let end: End | null = null
  simulateAttempt(scene, process, interrupt.signal).then(
    (status) => (end = status),
    (error: unknown) => {
      world.note(`attempt throws ${String(error)}`)
      end = 'Failed'
    },
  )
  const started = world.clock.now()
  while (end === null && process.alive) {
    if (world.clock.now() - started > maxAttemptMs) return 'hangs'
    await world.clock.run(20)
  }
  process.kill()
  return end ?? 'killed'
}

/** An attempt stores nothing twice, but what was not answered, or read over a session that was lost. */
function storedTooOften({ table, faults }: Scene, attempts: number): readonly string[] {
  if (faults.target.unanswered > 0 || faults.source.lost > 0) return []
  return [...table.stored]
    .filter(([, times]) => times > attempts)
    .map(([key, times]) => `stored ${times} times: ${key}`)
}

function drawFaults(world: World): Scene['faults'] {
  const rare = (most: number): number => (world.chance(0.5) ? world.clock.random() * most : 0)
  return {
    disk: { refused: rare(0.05) },
    source: { lost: rare(0.05) },
    target: {
      throttled: rare(0.3),
      failed: rare(0.2),
      unanswered: rare(0.2),
      unprocessed: rare(0.4),
      latency: [1, world.between(1, world.chance(0.1) ? 1000 : 40)],
    },
  }
}

function quieten({ faults }: Scene): void {
  faults.disk.refused = 0
  faults.source.lost = 0
  Object.assign(faults.target, { throttled: 0, failed: 0, unanswered: 0, unprocessed: 0 })
}
