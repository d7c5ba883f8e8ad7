import { setTimeout as wait } from 'node:timers/promises'
import type { LedgerSummary } from '../../ledger/ledger.ts'
import { readLedger } from '../../ledger/file-ledger.ts'
import { livenessOf, type Liveness } from '../../ledger/process-record.ts'
import { parseRunId } from '../../ledger/state-path.ts'
import { runData } from '../../output/json/run-data.ts'
import { statusText } from '../../output/text/status-text.ts'
import { draw, terminalOf } from '../../output/text/terminal.ts'
import type { CliContext } from '../cli-context.ts'
import { execute, type CommandResult } from '../execute.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { readStateDirectory } from '../flags/state-flags.ts'
import { runFiles } from '../run-files.ts'
import { switchOf } from '../switch-option.ts'
import { type StatusFlags, watch } from './status.flags.ts'

/** Often enough to feel live; one small read each time. */
const pollMs = 500

export async function statusHandler(this: CliContext, flags: StatusFlags, id: string): Promise<void> {
  const json = wantsJson(this.env, flags)
  await execute(this, json, async ({ signal }) => {
    const directory = readStateDirectory(this.env, flags)
    const runId = parseRunId(id)
    const watching = switchOf(watch, flags.watch, this.env)
    let summary = await readLedger(directory, runId)
    while (watching && isUnderWay(summary)) {
      show(this, json, result(this, summary, directory))
      summary = await changedSummary(directory, summary, signal)
    }
    if (watching) clear(this, json)
    return result(this, summary, directory)
  })
}

function result(context: CliContext, summary: LedgerSummary, directory: string): CommandResult {
  const files = runFiles(context, directory, summary.runId)
  const liveness = livenessIn(summary)
  return {
    exit: 0,
    text: statusText(summary, { now: Date.now(), liveness, ...files }),
    data: runData(summary, files, liveness),
  }
}

async function changedSummary(directory: string, before: LedgerSummary, signal: AbortSignal): Promise<LedgerSummary> {
  for (;;) {
    await wait(pollMs, undefined, { signal })
    const summary = await readLedger(directory, before.runId)
    if (summary.updatedAt !== before.updatedAt || summary.status !== before.status || !isUnderWay(summary))
      return summary
  }
}

/** A run whose process is gone changes no more; one that is taken up again keeps its old status until it is planned. */
function isUnderWay(summary: LedgerSummary): boolean {
  const liveness = livenessIn(summary)
  return (
    liveness === 'running' ||
    ((summary.status === 'Pending' || summary.status === 'InProgress') && liveness !== 'not-running')
  )
}

function livenessIn(summary: LedgerSummary): Liveness | null {
  return summary.process === null ? null : livenessOf(summary.process)
}

/** With `--json` a watcher prints one object per line and change; the last one comes in the usual form. */
function show(context: CliContext, json: boolean, { text, data }: CommandResult): void {
  clear(context, json)
  context.stdout.write(
    json ? `${JSON.stringify({ formatVersion: 1, ok: true, data, error: null, warnings: [] })}\n` : `${text}\n\n`,
  )
}

function clear(context: CliContext, json: boolean): void {
  if (!json && terminalOf(context.stdout, context.env).live) draw(context.stdout, '\u001b[H\u001b[2J')
}
