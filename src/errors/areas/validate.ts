import { defineErrors } from '../error-entry.ts'

export const validateErrors = defineErrors({
  VALIDATE_OPTION_INVALID: {
    title: 'a setting of the validation cannot be used',
    why: 'With a guessed value the validation would prove something else than you asked.',
    fix: 'Give a value in the range that the message names.',
    exit: 64,
    retry: 'stop',
  },
  VALIDATE_TABLE_MISSING: {
    title: 'the table to validate does not exist',
    why: 'A table that cannot be read is an error; it is never treated as a table with 0 items.',
    fix:
      'Check the table name, the region and the endpoint. "pgfold table create --mapping <file> --table <name>" ' +
      'creates it.',
    exit: 78,
    retry: 'stop',
  },
  VALIDATE_TABLE_UNFIT: {
    title: 'the table does not have the keys or indexes of the mapping',
    why: 'Items are compared under the primary key of the mapping. A table with another key contains other items.',
    fix:
      'Name the table that was loaded with this mapping. "pgfold table check --mapping <file> --table <name>" shows ' +
      'what differs.',
    exit: 78,
    retry: 'stop',
  },
  VALIDATE_STATE_MISSING: {
    title: 'no validation with this id can be resumed here',
    why: 'Its state file is not in the state directory: the validation has finished, or was started elsewhere.',
    fix: 'Start a new validation, or give the directory of the old one with --state-dir.',
    exit: 64,
    retry: 'stop',
  },
  VALIDATE_STATE_DAMAGED: {
    title: 'the state file of the validation is damaged',
    why: 'Its checksum does not match its content. A validation that continued from it would prove nothing.',
    fix: 'Delete the file and start a new validation.',
    exit: 1,
    retry: 'stop',
  },
  VALIDATE_STATE_FOREIGN: {
    title: 'the validation to resume had other settings',
    why: 'Its results belong to another source, table, mapping or depth.',
    fix: 'Resume with the same settings, or start a new validation.',
    exit: 64,
    retry: 'stop',
  },
  VALIDATE_REPORT_UNREADABLE: {
    title: 'the report cannot be read',
    why: 'A repair needs a complete report of a validation.',
    fix: 'Name a validation_report_<id>.json as "pgfold validate" wrote it. If it was changed, validate again.',
    exit: 64,
    retry: 'stop',
  },
  VALIDATE_REPORT_FOREIGN: {
    title: 'the report is about something else',
    why: 'Differences of another source, table or mapping say nothing about this one.',
    fix: 'Give the mapping, the source and the table that were validated, or validate again.',
    exit: 64,
    retry: 'stop',
  },
  VALIDATE_REPORT_NOT_WRITTEN: {
    title: 'the report could not be written',
    why: 'Without its report, nobody can see the result of a validation or repair anything from it.',
    fix: 'Check that the directory exists, is writable and has space.',
    exit: 1,
    retry: 'stop',
  },
})
