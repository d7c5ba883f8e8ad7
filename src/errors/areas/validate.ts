import { defineErrors } from '../error-entry.ts'

export const validateErrors = defineErrors({
  VALIDATE_OPTION_INVALID: {
    title: 'a setting of the validation cannot be used',
    why: 'A validation with a guessed setting would prove something else than what was asked.',
    fix: 'Give a value in the range that the message names.',
    exit: 64,
    retry: 'stop',
  },
  VALIDATE_TABLE_MISSING: {
    title: 'the table to validate does not exist',
    why: 'A table that cannot be read is an error, never a table with 0 items.',
    fix: 'Check the table name, the region and the endpoint; "pgfold table create" makes the table.',
    exit: 78,
    retry: 'stop',
  },
  VALIDATE_TABLE_UNFIT: {
    title: 'the table does not have the keys or indexes of the mapping',
    why: 'Items are compared under the primary key of the mapping; a table with another key holds other items.',
    fix: 'Name the table that was loaded with this mapping; "pgfold table check" shows what differs.',
    exit: 78,
    retry: 'stop',
  },
  VALIDATE_STATE_MISSING: {
    title: 'no validation of this id can be resumed here',
    why: 'Its state file is not in the state directory: it has finished, or was started elsewhere.',
    fix: 'Start a new validation, or name the directory of the old one.',
    exit: 64,
    retry: 'stop',
  },
  VALIDATE_STATE_DAMAGED: {
    title: 'the state file of the validation is damaged',
    why: 'Its checksum does not fit its content: a validation that went on from it would prove nothing.',
    fix: 'Delete the file and start a new validation.',
    exit: 1,
    retry: 'stop',
  },
  VALIDATE_STATE_FOREIGN: {
    title: 'the validation that is to be resumed was another one',
    why: 'Digests of another source, table, mapping or depth cannot be added to.',
    fix: 'Resume with the same settings, or start a new validation.',
    exit: 64,
    retry: 'stop',
  },
  VALIDATE_REPORT_UNREADABLE: {
    title: 'the report cannot be read',
    why: 'A repair acts only on a whole report of a validation.',
    fix: 'Name a validation_report_<id>.json as "validate" wrote it; validate again if it was changed.',
    exit: 64,
    retry: 'stop',
  },
  VALIDATE_REPORT_FOREIGN: {
    title: 'the report is about something else',
    why: 'Differences of another source, table or mapping say nothing about this one.',
    fix: 'Give the mapping, source and table that were validated, or validate again.',
    exit: 64,
    retry: 'stop',
  },
  VALIDATE_REPORT_NOT_WRITTEN: {
    title: 'the report could not be written',
    why: 'Without its report a validation cannot be shown, and nothing can be repaired from it.',
    fix: 'Check that the directory exists, is writable and has room.',
    exit: 1,
    retry: 'stop',
  },
})
