import { createItemWriter } from '../../src/dynamodb/write/create-item-writer.ts'
import type { Lsn } from '../../src/brand.ts'
import { createFileLedger, openFileLedger } from '../../src/ledger/file-ledger.ts'
import { init, worker } from '../../src/ledger/ledger.fixture.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { runIdAt } from '../../src/ledger/state-path.ts'
import type { ResolvedTable } from '../../src/mapping/resolved.ts'
import type { KeyRange } from '../../src/postgres/chunks/chunk.ts'
import { ChunkSchedule } from '../../src/run/chunk-schedule.ts'
import { GroupProgress } from '../../src/run/group-progress.ts'
import { loadChunks } from '../../src/run/load-chunks.ts'
import type { ChunkRunner } from '../../src/run/runners/chunk-runner.ts'
import { retrySource } from '../../src/run/runners/retry-source.ts'
import { runChunk } from '../../src/run/runners/run-chunk.ts'
import { StopRequest } from '../../src/run/stop-request.ts'
import { filesOf, type DiskFaults, type SimulatedDisk } from './simulated-disk.fixture.ts'
import {
  simulatedChunkSource,
  simulatedWalk,
  type SimulatedEntity,
  type SimulatedSource,
  type SourceFaults,
} from './simulated-source.fixture.ts'
import { transportTo, type SimulatedTable, type TargetFaults } from './simulated-target.fixture.ts'
import type { SimulatedProcess, World } from './simulated-world.fixture.ts'

export const runId = runIdAt(1_700_000_000)
export const stateDirectory = '/state'

const table: ResolvedTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  keyTypes: { pk: 'S', sk: 'S' },
  entityType: 'type',
  indexes: [],
}

export interface Scene {
  readonly world: World
  readonly source: SimulatedSource
  readonly disk: SimulatedDisk
  readonly table: SimulatedTable
  readonly faults: { readonly disk: DiskFaults; readonly source: SourceFaults; readonly target: TargetFaults }
  readonly settings: {
    readonly workers: number
    readonly batchSize: number
    readonly maxInFlight: number
    readonly rowsPerChunk: number | null
  }
  /** Puts another ledger in place of the real one: a test plants a defect here. */
  readonly wrapLedger: (ledger: Ledger) => Ledger
}

/**
 * One attempt of a run, as `migrate` or `resume` makes it: the real schedule, loader, writer, rate control and ledger,
 * over simulated rows, table, network and disk. Returns how it ended; hangs where `process` is killed.
 */
export async function simulateAttempt(
  scene: Scene,
  process: SimulatedProcess,
  interrupt: AbortSignal,
): Promise<'Completed' | 'Failed' | 'Paused'> {
  const { world, source, settings } = scene
  const { clock } = process
  const ledger = scene.wrapLedger(await openLedger(scene, process))
  const pending = new Map(
    ledger.summary.entities.map(({ entity, pending: ranges }) => [
      entity,
      ranges.map((range) =>
        cuttable(
          range,
          source.find((one) => one.entity === entity),
        ),
      ),
    ]),
  )
  const plans = source.map(({ entity, whole }) => ({
    entity,
    chunkColumns: whole ? [] : ['id'],
    pending: pending.get(entity) ?? [],
    rows: world.between(0, 300),
  }))
  await ledger.begin(plans, { lsn: '0/1' as Lsn, takenAt: '2026-01-01T00:00:01.000Z' })

  using stop = new StopRequest(interrupt, 200, () => undefined, clock)
  const lanes = source.map((one) => ({
    entity: one.entity,
    walk: simulatedWalk(one, pending.get(one.entity) ?? [], process, world),
    rows: 100,
    firstChunkRows: 20,
    fixedCost: false,
  }))
  const schedule = new ChunkSchedule(lanes, {
    width: settings.workers,
    rowsPerChunk: settings.rowsPerChunk,
    signal: stop.hard,
    clock,
  })
  const runner = simulatedRunner(scene, process)
  const groups = new GroupProgress(ledger.summary.entities)
  const onEvent = (event: { readonly kind: string }): void => world.note(event.kind)
  await loadChunks({ schedule, runners: [runner], ledger, groups, stop, hashing: null, onEvent, clock })
  await runner[Symbol.asyncDispose]()
  const open = ledger.summary.entities.some((entity) => entity.pending.length > 0)
  const status = stop.failure !== null ? 'Failed' : open ? 'Paused' : 'Completed'
  await ledger.finish(status, stop.failure === null ? null : { code: 'SIMULATED', message: String(stop.failure.error) })
  return status
}

async function openLedger(scene: Scene, process: SimulatedProcess): Promise<Ledger> {
  const { world, disk, source } = scene
  const options = {
    files: filesOf(disk, process, world, scene.faults.disk),
    now: () => new Date(1_700_000_000_000 + process.clock.now()),
    process: worker,
    clock: process.clock,
  }
  if (disk.size > 0) return await openFileLedger(stateDirectory, runId, options)
  const entities = source.map(({ entity, group }) => ({ entity, group }))
  return await createFileLedger(stateDirectory, { ...init, entities, runId }, options)
}

/** As a plan does it: an entity that can be cut is one open range. */
function cuttable(range: KeyRange, entity: SimulatedEntity | undefined): KeyRange {
  return range.kind === 'all' && entity?.whole === false ? { kind: 'range', low: null, high: null } : range
}

function simulatedRunner(scene: Scene, process: SimulatedProcess): ChunkRunner {
  const { world, source, settings, faults } = scene
  const writer = createItemWriter({
    transport: transportTo(scene.table, process, world, faults.target),
    table: 'simulated',
    resolvedTable: table,
    maxBatchItems: settings.batchSize,
    maxInFlight: settings.maxInFlight,
    startWriteUnits: null,
    onEvent: (event) => world.note(event.kind),
    clock: process.clock,
  })
  return {
    width: settings.workers,
    get totals() {
      const { requests, retries, throttles, unprocessed } = writer.totals
      return { requests, retries, throttles, unprocessed }
    },
    run: (chunk, signal) =>
      retrySource(
        async () => {
          const entity = source.find((one) => one.entity === chunk.entity)
          if (entity === undefined) throw new Error(`no entity ${chunk.entity}`)
          const rows = simulatedChunkSource(entity, chunk, process, world, faults.source)
          const identity = { kind: 'unique', columns: ['id'] } as const
          return await runChunk(
            chunk,
            {
              entity: { name: chunk.entity, identity },
              table,
              source: rows,
              writer,
              maxBatchItems: settings.batchSize,
            },
            signal,
          )
        },
        (event) => world.note(event.kind),
        signal,
        process.clock,
      ),
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  }
}
