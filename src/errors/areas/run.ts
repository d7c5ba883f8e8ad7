import { defineErrors } from '../error-entry.ts'

export const runErrors = defineErrors({
  RUN_NOT_CONSERVED: {
    title: 'rows do not add up',
    why:
      "Every source row must be written, collapsed into another row's item, or rejected. The sums differ, so a row " +
      'was lost or read twice, and the run does not count as complete.',
    fix: 'Report this with the figures. "pgfold validate all --mapping <file> --table <name>" shows which items differ.',
    exit: 1,
    retry: 'stop',
  },
  RUN_STOPPED: {
    title: 'the run was stopped',
    why: 'It was asked to stop before it was done. Everything that was saved is kept.',
    fix: 'Resume the run.',
    exit: 3,
    retry: 'stop',
  },
  RUN_PREFLIGHT: {
    title: 'the run cannot start',
    why:
      'pgfold checks the source, the table and the state directory before the first write, and found several ' +
      'problems.',
    fix: 'Fix the problems listed. Each line says how.',
    exit: 78,
    retry: 'stop',
  },
  RUN_TOO_MANY_REJECTS: {
    title: 'too many rows were rejected',
    why:
      'Rows that cannot be written are set aside, but a share this large means that the mapping or the table is wrong ' +
      'for most of them, so the run stops before it has read everything.',
    fix:
      'Look at the reasons in the reject file. Correct the rows and resume; if the mapping is wrong, correct it and ' +
      'start a new run into an empty table. To go on as it is, resume with a higher --max-reject-rate (100 never ' +
      'stops).',
    exit: 3,
    retry: 'stop',
  },
  RUN_STATE_DIRECTORY: {
    title: 'the state directory cannot be written',
    why: 'A run without saved state could not be resumed, so it does not start.',
    fix: 'Create the directory and let this user write to it, or choose another one with --state-dir.',
    exit: 78,
    retry: 'stop',
  },
  RUN_OPTION_INVALID: {
    title: 'an option of the run is out of range',
    why: 'The option does not accept this value.',
    fix: 'Choose a value in the range that the message names.',
    exit: 64,
    retry: 'stop',
  },
  RUN_OTHER_SOURCE: {
    title: 'the run belongs to another source database',
    why:
      'The remaining work was planned for that database. Continuing with another one would mix the two in one ' +
      'table.',
    fix: 'Set DATABASE_URL to the database of the run, or start a new run into an empty table.',
    exit: 78,
    retry: 'stop',
  },
  RUN_OTHER_TARGET: {
    title: 'the run belongs to another table',
    why:
      'The items written so far are in that table and would be missing in another one. A table that was deleted and ' +
      'created again counts as another table.',
    fix:
      'The state of the run knows its table: leave out --table, --endpoint-url and --region, and unset ' +
      'DYNAMODB_TABLE_NAME, AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL and AWS_REGION. Or start a new run.',
    exit: 78,
    retry: 'stop',
  },
  RUN_OTHER_MAPPING: {
    title: 'the mapping is not the one that the run started with',
    why: 'The items written before and after would follow different rules.',
    fix:
      'Undo the change in the mapping file, or give the mapping that the run started with by --mapping <file>. ' +
      'Otherwise start a new run into an empty table.',
    exit: 78,
    retry: 'stop',
  },
  RUN_OTHER_SCHEMA: {
    title: 'the tables of the source are not those that the run began with',
    why:
      'A column was added, removed or given another type since. Items written before and after would have different ' +
      'forms.',
    fix: 'Undo the change and resume, or start a new run into an empty table.',
    exit: 78,
    retry: 'stop',
  },
  RUN_OTHER_CHUNK_KEY: {
    title: 'the run was cut into chunks by other columns',
    why:
      'What is still to do is recorded as ranges of those columns. An index or a key of the source has changed ' +
      'since, and pgfold would now cut by others.',
    fix: 'Bring back the index or key that the source had when the run began, or start a new run into an empty table.',
    exit: 78,
    retry: 'stop',
  },
  RUN_SEVERAL_SNAPSHOTS: {
    title: 'the run reads the source in more than one snapshot',
    why:
      'A snapshot ends when the run is interrupted. Part of the table comes from the earlier snapshot and part from ' +
      'the new one, so rows that changed in between may not fit together.',
    fix:
      'Validate every item ("validate all", with the mapping and the table of the run), and repair what the report lists, or start again with an empty table while nothing writes ' +
      'to the source.',
    exit: 0,
    retry: 'note',
  },
  RUN_UNFINISHED: {
    title: 'an earlier run into this table is not finished',
    why: 'What it has loaded is in the table, and its state says what is left. A new run would load all of it again.',
    fix:
      'Add --continue to the same command ("pgfold migrate --continue") to go on with it, or resume it by its id ' +
      '("pgfold resume <id>"). To begin anew, use an empty table.',
    exit: 78,
    retry: 'stop',
  },
  RETRY_RUN_OPEN: {
    title: 'the run is not complete',
    why: 'Rejected rows are tried again when everything else is done: until then the reject file still grows.',
    fix: 'Resume the run first ("pgfold resume <id>"), then retry its rejects.',
    exit: 78,
    retry: 'stop',
  },
  RETRY_KEYS_HASHED: {
    title: 'the reject file holds hashes instead of keys',
    why: 'A hash cannot be turned around, so the rows that it names cannot be found again by it.',
    fix:
      'Run "pgfold validate all" and then "pgfold repair <report>": rows that can become items now are missing from ' +
      'the table, and repair writes them. The figures of the run stay as they are.',
    exit: 78,
    retry: 'stop',
  },
  RETRY_OTHER_KEYS: {
    title: 'keys are built in another way than when the run began',
    why:
      'The tables, the source key, the item key or what collapses of an entity differ, so what the retry writes ' +
      'would not belong to the items that the run wrote.',
    fix: 'Change policies, conditions and attributes only, or start a new run into an empty table.',
    exit: 78,
    retry: 'stop',
  },
  RETRY_OTHER_RULES: {
    title: 'source or mapping have changed since the run',
    why:
      'Rejected rows are derived by what they are now. The items that the run wrote before were derived by what they ' +
      'were then.',
    fix: 'Run "pgfold validate all" and then "pgfold repair <report>" if all items are to follow the mapping of today.',
    exit: 0,
    retry: 'note',
  },
  RUN_UNEXPECTED: {
    title: 'the run met an unexpected error',
    why:
      'This is a defect in pgfold or in a library that it uses. The message is not stored, because it may contain ' +
      'your data.',
    fix:
      'Run again with PGFOLD_DEBUG=1 to see the message and the stack, and report them without private values. The ' +
      'run can be resumed.',
    exit: 1,
    retry: 'stop',
  },
  RUN_FAILPOINT: {
    title: 'the process failed on purpose',
    why: 'PGFOLD_FAILPOINT is set. It ends a process at a named instant, for the tests of pgfold.',
    fix: 'Unset PGFOLD_FAILPOINT.',
    exit: 1,
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
