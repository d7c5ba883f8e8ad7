import { type MigrationFlags } from './flags/migration-flags.ts'
import { readSource } from './flags/reading-flags.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { mixedSnapshots } from '../ledger/mixed-snapshots.ts'
import { runData } from '../output/json/run-data.ts'
import { runListener } from '../output/run-listener.ts'
import { runReportText } from '../output/text/run-report.ts'
import { totalsOf } from '../output/text/entity-totals.ts'
import { textBlock } from '../output/text/text-block.ts'
import { terminalOf } from '../output/text/terminal.ts'
import type { LedgerSummary } from '../ledger/ledger.ts'
import type { EventListener } from '../run/run-event.ts'
import type { RunOptions } from '../run/run-options.ts'
import type { RunResult } from '../run/run-result.ts'
import { resolveTargetConfig } from '../dynamodb/transport/resolve-target-config.ts'
import type { CliContext } from './cli-context.ts'
import type { CommandResult } from './execute.ts'
import type { Interruption } from './interruption.ts'
import { watchMemory } from './watch-memory.ts'
import { readMapping } from './flags/mapping-flags.ts'
import { readProgressOptions } from './flags/progress-flags.ts'
import { readRunOptions } from './flags/run-flags.ts'
import { readStateDirectory } from './flags/state-flags.ts'
import { readTarget } from './flags/target-flags.ts'
import { readHashKeys } from './flags/key-flags.ts'
import { readSnapshotLimits } from './flags/snapshot-flags.ts'
import { runFiles } from './run-files.ts'

export interface Migration {
  readonly options: RunOptions
  readonly notes: readonly string[]
}

/** Everything a run needs, from flags, variables and defaults. `recorded`: what the run to resume was told. */
export async function readMigration(
  context: CliContext,
  flags: MigrationFlags,
  recorded: Pick<LedgerSummary, 'origin'> | null = null,
): Promise<Migration> {
  const run = readRunOptions(context.env, flags)
  const chosen = readTarget(context, flags, recorded?.origin)
  const source = await readSource(context, flags)
  const mapping = await readMapping(context, flags, recorded?.origin.mapping)
  const target = await resolveTargetConfig(chosen, context.env)
  return {
    options: {
      mapping,
      source,
      target: target.config,
      stateDirectory: readStateDirectory(context.env, flags),
      workers: run.workers,
      threads: run.threads,
      rowsPerChunk: run.pageSize,
      batchSize: run.batchSize,
      maxInFlight: run.maxInFlight,
      maxWriteUnits: run.maxWriteUnits,
      patienceSeconds: run.patience,
      maxRejectPercent: run.maxRejectRate,
      ...readSnapshotLimits(context.env, flags),
      hashKeys: readHashKeys(context.env, flags),
    },
    notes: [...source.notes, ...target.notes.map((note) => note.message)],
  }
}

/** Runs with a display on stderr, stops cleanly on a signal and before memory runs out, and reports on stdout. */
export async function runMigration(
  context: CliContext,
  flags: MigrationFlags,
  migration: Migration,
  interruption: Interruption,
  work: (onEvent: EventListener, signal: AbortSignal) => Promise<RunResult>,
): Promise<CommandResult> {
  const terminal = terminalOf(context.stderr, context.env)
  let outOfMemory: PgfoldError | null = null
  const result = await withDisplay(async (onEvent, note) => {
    using _memory = watchMemory((detail) => {
      outOfMemory = new PgfoldError('CLI_OUT_OF_MEMORY', { detail })
      note(`Memory is nearly used up (${detail}): stopping cleanly`)
      interruption.stop('memory', 3)
    })
    return work(onEvent, interruption.signal)
  })
  return report(
    context,
    flags,
    result,
    migration,
    result.error ?? (result.outcome === 'completed' ? null : outOfMemory),
  )

  async function withDisplay(
    run: (onEvent: EventListener, note: (text: string) => void) => Promise<RunResult>,
  ): Promise<RunResult> {
    using listener = runListener({ stream: context.stderr, terminal, ...readProgressOptions(context.env, flags) })
    interruption.announceBy(listener.note)
    migration.notes.forEach((note) => listener.note(`Note: ${note}`))
    try {
      return await run(listener.onEvent, listener.note)
    } finally {
      interruption.announceBy((text) => context.stderr.write(`${text}\n`))
    }
  }
}

function report(
  context: CliContext,
  flags: MigrationFlags,
  result: RunResult,
  migration: Migration,
  error: PgfoldError | null,
): CommandResult {
  const { summary } = result
  const files = {
    ...runFiles(context, readStateDirectory(context.env, flags), summary.runId, flags),
    stateFile: result.stateFile,
    rejectFile: result.rejectFile,
  }
  return {
    exit: exitOf(result),
    text: result.alreadyCompleted
      ? textBlock([`Migration ${summary.runId} is complete already; nothing was done`])
      : runReportText({
          ...files,
          outcome: result.outcome,
          resumable: result.resumable,
          summary,
          milliseconds: result.milliseconds,
          unfinished: result.unfinished,
        }),
    data: runData(summary, files, null, result.unfinished),
    warnings: migration.notes,
    ...(error === null ? {} : { error }),
  }
}

function exitOf(result: RunResult): CommandResult['exit'] {
  switch (result.outcome) {
    case 'completed':
      return totalsOf(result.summary.entities).rejected > 0 || mixedSnapshots(result.summary).length > 0 ? 2 : 0
    case 'stopped':
      return 3
    case 'failed':
      return result.error?.exit ?? 1
  }
}
