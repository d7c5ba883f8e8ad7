import { PgfoldError } from './errors/pgfold-error.ts'

/**
 * Every instant at which a test can end the process. A new one is a line here and a call at the place; the tests run
 * over this list, so a point that nothing reaches fails them.
 */
export const failpoints = [
  // The snapshot is taken and nothing is recorded.
  'read.snapshot',
  // A reader has joined the snapshot.
  'read.session',
  // A piece of the COPY stream is read and encoded.
  'read.piece',
  // All rows of a chunk are read; its last writes are under way.
  'read.end',
  // A row has become an item, or has been refused.
  'encode.row',
  // A batch is about to be sent.
  'write.send',
  // A batch was answered, and nobody has counted the answer.
  'write.answer',
  // A row was turned away, in memory only.
  'reject.row',
  // Reject lines are about to be appended.
  'reject.append',
  // Half of the reject lines are in the file.
  'reject.torn',
  // The reject lines are durable; the state does not count them yet.
  'reject.stored',
  // The first half of a new state is in its temporary file.
  'ledger.torn',
  // The temporary file is whole and durable.
  'ledger.written',
  // The state of a new run has its name.
  'ledger.placed',
  // The new state has replaced the old one; the directory is not synced.
  'ledger.renamed',
  // A resume has said that it works on the run.
  'ledger.claimed',
  // What this attempt has to do is recorded; no chunk is under way.
  'ledger.begun',
  // Chunks are done and about to be recorded.
  'ledger.commit',
  // Chunks are recorded, and nobody was told.
  'ledger.committed',
  // Everything is recorded but the end of the run.
  'ledger.finish',
  // The end of the run is recorded.
  'ledger.finished',
  // A page of the table, or of an index, is read and hashed.
  'validate.page',
  // The state of a validation is about to be saved.
  'validate.save',
  // It is saved.
  'validate.saved',
  // The comparison is done, and no report is written.
  'validate.report',
  // The report is written; the state is still there.
  'validate.reported',
  // An item is about to be repaired.
  'repair.write',
  // It was repaired, and nobody has counted it.
  'repair.written',
  // Every write of a round is done; what is left is about to be compared.
  'repair.compare',
] as const

export type Failpoint = (typeof failpoints)[number]

interface Armed {
  readonly name: Failpoint
  /** Times to pass before it strikes. */
  left: number
  readonly action: 'kill' | 'throw' | 'pause'
}

/**
 * `PGFOLD_FAILPOINT=name[:nth][:kill|throw|pause]`, several separated by commas; for tests (CONTRIBUTING.md). `kill`,
 * the default, is SIGKILL; `throw` throws RUN_FAILPOINT; `pause` stops the process as SIGSTOP does, until SIGCONT or a
 * kill. Each thread of a run counts for itself.
 */
const variable = 'PGFOLD_FAILPOINT'

/** Undefined until the first call: the variable is read once, and not when this file is loaded. */
let armed: readonly Armed[] | null | undefined

/**
 * Marks an instant. Without the variable it is one comparison, which 300 million calls in a loop could not be told from.
 *
 * @throws PgfoldError CLI_ENVIRONMENT_VALUE where the variable names no failpoint, RUN_FAILPOINT
 */
export function failpoint(name: Failpoint): void {
  if (armed === null) return
  strike(name)
}

/** What is said wherever work begins while a failpoint is set; null: none is. */
export function failpointWarning(): { readonly code: 'RUN_FAILPOINT'; readonly detail: string } | null {
  armed ??= readFailpoints(process.env[variable])
  if (armed === null) return null
  return {
    code: 'RUN_FAILPOINT',
    detail: `${variable} is set: this process is going to fail on purpose (${process.env[variable]}). It is for tests.`,
  }
}

/** Exported for its test. An empty variable counts as not set. */
export function readFailpoints(text: string | undefined): Armed[] | null {
  if (text === undefined || text === '') return null
  return text.split(',').map((part) => {
    const [, given = '', nth = '1', action = 'kill'] =
      /^([a-z.]+)(?::(\d{1,9}))?(?::(kill|throw|pause))?$/.exec(part) ?? []
    const name = failpoints.find((known) => known === given)
    if (name === undefined || Number(nth) < 1) throw wrongForm()
    return { name, left: Number(nth), action: action === 'throw' || action === 'pause' ? action : 'kill' }
  })
}

function wrongForm(): PgfoldError {
  return new PgfoldError('CLI_ENVIRONMENT_VALUE', {
    detail: `${variable}: expected name[:nth][:kill|throw|pause], with a name of the list in src/failpoint.ts`,
  })
}

function strike(name: Failpoint): void {
  armed ??= readFailpoints(process.env[variable])
  for (const point of armed ?? []) {
    if (point.name !== name) continue
    point.left -= 1
    if (point.left !== 0) continue
    if (point.action === 'throw') throw new PgfoldError('RUN_FAILPOINT', { detail: name })
    process.kill(process.pid, point.action === 'kill' ? 'SIGKILL' : 'SIGSTOP')
  }
}
