import type { RepairData } from '../../output/json/json-schemas.ts'
import { countOf } from '../../format-count.ts'
import { readThrottleAdvice } from '../../output/text/read-throttle-advice.ts'
import { repairExit, repairText } from '../../output/text/repair-text.ts'
import { textBlock } from '../../output/text/text-block.ts'
import { resolveTargetConfig } from '../../dynamodb/transport/resolve-target-config.ts'
import { repair, type RepairEvent } from '../../validate/repair/repair.ts'
import type { CliContext } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { readMapping } from '../flags/mapping-flags.ts'
import { readSource } from '../flags/reading-flags.ts'
import { readProgressOptions } from '../flags/progress-flags.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { readTarget } from '../flags/target-flags.ts'
import { switchOf } from '../switch-option.ts'
import { deleteExtras, dryRun, type RepairFlags } from './repair.flags.ts'
import { readHashKeys } from '../flags/key-flags.ts'
import { sayNotes } from '../say-notes.ts'

export async function repairHandler(this: CliContext, flags: RepairFlags, report: string): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async ({ signal }) => {
    const mapping = await readMapping(this, flags)
    const source = await readSource(this, flags)
    const target = await resolveTargetConfig(readTarget(this, flags), this.env)
    const { format, quiet } = readProgressOptions(this.env, flags)
    if (!quiet) sayNotes(this, [...source.notes, ...target.notes.map((note) => note.message)])
    let isThrottleReported = false
    const onEvent = (event: RepairEvent) => {
      if (format === 'ndjson') this.stderr.write(`${ndjson(event)}\n`)
      else if (event.kind === 'keys-sought' || event.kind === 'repair-started' || event.kind === 'repair-progress') {
        if (!quiet) this.stderr.write(`${textBlock([progressText(event)])}\n`)
      } else if (event.kind === 'warning') this.stderr.write(`${textBlock([`Warning: ${event.detail}`])}\n`)
      else if (event.kind === 'throttled' && !isThrottleReported) {
        isThrottleReported = true
        this.stderr.write(`${textBlock([readThrottleAdvice(event.reason, event.resource)])}\n`)
      }
    }
    const options = {
      mapping,
      source,
      target: target.config,
      report,
      dryRun: switchOf(dryRun, flags.dryRun, this.env),
      deleteExtras: switchOf(deleteExtras, flags.deleteExtras, this.env),
      hashKeys: readHashKeys(this.env, flags),
    }
    const result = await repair(options, onEvent, signal)
    return {
      exit: repairExit(result),
      text: repairText(result),
      data: result satisfies RepairData,
      warnings: [...source.notes, ...target.notes.map((note) => note.message)],
    }
  })
}

function ndjson({ kind, ...fields }: RepairEvent): string {
  return JSON.stringify({ type: kind, at: new Date().toISOString(), ...fields })
}

function progressText(
  event: Extract<RepairEvent, { readonly kind: 'keys-sought' | 'repair-started' | 'repair-progress' }>,
): string {
  if (event.kind === 'keys-sought')
    return `The report holds hashes: reading the source and table ${event.table} once to find ${countOf(event.keys, 'key')}`
  if (event.kind === 'repair-progress') return `${event.done} of ${countOf(event.keys, 'key')} done`
  return `${event.dryRun ? 'Comparing' : 'Repairing'} ${countOf(event.keys, 'key')} of table ${event.table}`
}
