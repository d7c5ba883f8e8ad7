import { join } from 'node:path'
import type { RunId } from '../brand.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'

const runIdForm = /^migration_\d{1,15}$/

export function statePath(directory: string, runId: RunId): string {
  return join(directory, `migration_state_${runId}.json`)
}

export function rejectsPath(directory: string, runId: RunId): string {
  return join(directory, `migration_errors_${runId}.jsonl`)
}

/** The id in the form that the guide uses; anything else is refused, so an id can never name a path. */
export function parseRunId(text: string): RunId {
  if (!isRunId(text))
    throw new PgfoldError('LEDGER_NAME_INVALID', {
      detail: `an id has the form migration_<epoch seconds>, this one has ${text.length} characters of another form`,
    })
  return text
}

export function runIdAt(epochSeconds: number): RunId {
  return parseRunId(`migration_${epochSeconds}`)
}

function isRunId(text: string): text is RunId {
  return runIdForm.test(text)
}
