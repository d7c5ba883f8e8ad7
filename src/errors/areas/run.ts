import { defineErrors } from '../error-entry.ts'

export const runErrors = defineErrors({
  RUN_NOT_CONSERVED: {
    title: 'rows do not add up',
    why: 'Every source row must be written, folded into another or rejected. Where the sums differ, a row was lost or read twice, so the run does not call itself done.',
    fix: 'Report this with the figures; the table was not marked as migrated. "validate" shows which items differ.',
    exit: 1,
    retry: 'stop',
  },
  RUN_STOPPED: {
    title: 'the run was stopped',
    why: 'It was asked to end before it was done. What was durable stays durable.',
    fix: 'Resume the run.',
    exit: 3,
    retry: 'stop',
  },
  RUN_PREFLIGHT: {
    title: 'the run cannot start',
    why: 'The source, the target and the state directory are looked at before the first write, and several things stand in the way.',
    fix: 'Mend what is listed; each line says how.',
    exit: 78,
    retry: 'stop',
  },
  RUN_STATE_DIRECTORY: {
    title: 'the state directory cannot be written',
    why: 'Without a durable state a run could not go on after an interruption, so it does not start.',
    fix: 'Make the directory and let this user write to it, or name another one (--state-dir).',
    exit: 78,
    retry: 'stop',
  },
  RUN_OPTION_INVALID: {
    title: 'an option of the run is out of range',
    why: 'The value cannot be used.',
    fix: 'Choose a value in the range that the message names.',
    exit: 64,
    retry: 'stop',
  },
  RUN_OTHER_SOURCE: {
    title: 'the run belongs to another source database',
    why: 'What is still to do was planned for that database; going on with another would mix the two in one table.',
    fix: 'Set DATABASE_URL to the database of the run, or start a new run into an empty table.',
    exit: 78,
    retry: 'stop',
  },
  RUN_OTHER_TARGET: {
    title: 'the run belongs to another table',
    why: 'What was durable lies in that table; in another one it would be missing. A table that was deleted and made again is another table.',
    fix: 'Set DYNAMODB_TABLE_NAME (and the endpoint) to the table of the run, or start a new run.',
    exit: 78,
    retry: 'stop',
  },
  RUN_OTHER_MAPPING: {
    title: 'the mapping is not the one that the run began with',
    why: 'Items written before and after would follow different rules.',
    fix: 'Resume with the mapping that the run began with, or start a new run into an empty table.',
    exit: 78,
    retry: 'stop',
  },
  RUN_SEVERAL_SNAPSHOTS: {
    title: 'the source has moved on since the run began',
    why: 'A snapshot cannot be kept over an interruption. Parts of the table come from the earlier snapshot, parts from the new one; rows that changed in between are shown as they were when their part was read.',
    fix: 'Run "validate all" and repair, or start again from an empty table while nothing writes to the source.',
    exit: 0,
    retry: 'stop',
  },
  RUN_THREAD_DIED: {
    title: 'a worker thread ended unexpectedly',
    why: 'It may have run out of memory.',
    fix: 'Resume the run with fewer workers or threads (--workers, --threads 0).',
    exit: 3,
    retry: 'stop',
  },
})
