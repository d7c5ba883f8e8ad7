import { defineErrors } from '../error-entry.ts'

export const ledgerErrors = defineErrors({
  LEDGER_NOT_FOUND: {
    title: 'there is no state file for this run',
    why:
      'A run leaves migration_state_<id>.json in the directory where it was started, or in the directory given with ' +
      '--state-dir.',
    fix: 'Check the id (ls migration_state_*.json) and the directory, then run the command again.',
    exit: 78,
    retry: 'stop',
  },
  LEDGER_NAME_INVALID: {
    title: 'this is not the id of a run',
    why: 'Ids have the form migration_<epoch seconds>.',
    fix: 'Give the id as the run printed it, for example migration_1760000000.',
    exit: 64,
    retry: 'stop',
  },
  LEDGER_EXISTS: {
    title: 'a run with this id exists already',
    why: 'A run never overwrites the state file of another run, because it is the only record of what has been stored.',
    fix: 'Resume that run, or start a new one without giving an id.',
    exit: 78,
    retry: 'stop',
  },
  LEDGER_DAMAGED: {
    title: 'the state file is damaged',
    why: 'Its checksum or its form is not what pgfold wrote. Continuing from a wrong record could skip rows.',
    fix: 'Restore the file from a copy, or start a new run into an empty table.',
    exit: 1,
    retry: 'stop',
  },
  LEDGER_FOREIGN: {
    title: 'the state file does not belong to this run',
    why: 'The file was not written by pgfold, or it names another run than its file name.',
    fix: 'Check the id and the directory. Do not rename or edit state files.',
    exit: 78,
    retry: 'stop',
  },
  LEDGER_NEWER: {
    title: 'the state file was written by a newer version of pgfold',
    why: 'This version does not know its format and could lose a part of it.',
    fix: 'Use the version that wrote it, or a newer one.',
    exit: 78,
    retry: 'stop',
  },
  LEDGER_OLDER: {
    title: 'the run was begun by an older pgfold',
    why:
      'Its state does not record the columns that it read, so a change of the source since could not be seen, or it ' +
      'was cut into chunks by other rules, so its ranges mean nothing to this version.',
    fix: 'Resume it with the version that began it, or start a new run into an empty table.',
    exit: 78,
    retry: 'stop',
  },
  LEDGER_OTHER_OWNER: {
    title: 'the state or reject file belongs to another user',
    why: 'Whoever owns it can change what is taken for loaded, or put a file of theirs where yours is looked for.',
    fix:
      'Run as the user who started the run, or give this user the file (chown) after making sure that it is the ' +
      'right one.',
    exit: 78,
    retry: 'stop',
  },
  LEDGER_TOO_OPEN: {
    title: 'other users may read or change the state or reject file',
    why: 'The file contains keys of the source and decides what is loaded. pgfold writes it with mode 0600.',
    fix: 'Make sure that nobody changed the file, then run chmod 600 on it.',
    exit: 78,
    retry: 'stop',
  },
  LEDGER_MODES_FORCED: {
    title: 'the file system of the state directory keeps no file modes',
    why:
      'Some mounts (vfat, SMB, shared folders of virtual machines) give every file the same mode, so pgfold cannot ' +
      'keep its state and reject files, which contain keys of the source, for the owner alone.',
    fix: 'Nothing, where nobody else uses the machine. Else choose a directory on a local disk with --state-dir.',
    exit: 0,
    retry: 'note',
  },
  LEDGER_UNREADABLE: {
    title: 'the state or reject file cannot be opened',
    why: 'The operating system refused to open it.',
    fix: 'Run the command as the user who started the run, and check the file system.',
    exit: 1,
    retry: 'stop',
  },
  LEDGER_WRITE_FAILED: {
    title: 'the state of the run could not be stored',
    why:
      'Without a saved record nobody could tell which chunks are done, so the run stops. The previous state is ' +
      'intact.',
    fix:
      'Free some space or repair the file system, then resume the run. It continues after the last chunk that was ' +
      'saved.',
    fixBeforeStart: 'Free some space or repair the file system, then run the same command again. Nothing was written.',
    exit: 3,
    retry: 'stop',
  },
  LEDGER_REJECTS_LOST: {
    title: 'the reject file is missing or shorter than the state says',
    why:
      'pgfold stores every rejected row in this file before it updates the state, so somebody has changed the file ' +
      'since.',
    fix: 'Put the file back beside the state file, or start a new run into an empty table.',
    exit: 1,
    retry: 'stop',
  },
  LEDGER_REJECTS_UNREADABLE: {
    title: 'a line of the reject file is not what pgfold wrote',
    why:
      'Each line names a row by its source key. A line that cannot be read names none, and its row would be ' +
      'forgotten.',
    fix:
      'Put the file back as the run left it, or find what is missing with "pgfold validate all" and write it with ' +
      '"pgfold repair <report>".',
    exit: 1,
    retry: 'stop',
  },
  LEDGER_MISUSED: {
    title: 'the state was asked to store something impossible',
    why:
      'For example a chunk that is not pending, or the end of a run whose chunks are not all done. Storing it ' +
      'would make the record wrong.',
    fix: 'This is a defect in pgfold. Report it with the detail.',
    exit: 1,
    retry: 'stop',
  },
})
