import { defineErrors } from '../error-entry.ts'

/** The command line itself, and what happens to the process as a whole. */
export const cliErrors = defineErrors({
  CLI_UNKNOWN_COMMAND: {
    title: 'Unknown command',
    why: 'The first word after the program name must be a command, and there is no command of this name.',
    fix: 'Use one of the commands that --help lists.',
    exit: 64,
    retry: 'stop',
  },
  CLI_USAGE: {
    title: 'the command line is not understood',
    why: 'A flag or an argument is unknown, missing, given twice, or has a value of the wrong form.',
    fix: 'Run the command with --help and compare.',
    exit: 64,
    retry: 'stop',
  },
  CLI_ENVIRONMENT_VALUE: {
    title: 'an environment variable has a value of the wrong form',
    why: 'An environment variable that replaces a flag must have the same form as the value of the flag.',
    fix: 'Correct or unset the variable. The help of the command shows the form.',
    exit: 78,
    retry: 'stop',
  },
  CLI_MAPPING_MISSING: {
    title: 'no mapping file is given',
    why: 'The mapping says which items the rows of the database become. Nothing can be done without it.',
    fix: 'Give --mapping <file>, set PGFOLD_MAPPING, or name the file pgfold.mapping.ts in the current directory.',
    exit: 78,
    retry: 'stop',
  },
  CLI_MAPPING_GONE: {
    title: 'the mapping that the run started with is not where it was',
    why:
      'The state of the run records where its mapping lies, so that "resume" needs only the id. Nothing lies there ' +
      'any more.',
    fix:
      'Put the file back, or give its new place with --mapping <file>. It must be the mapping that the run started ' +
      'with.',
    exit: 78,
    retry: 'stop',
  },
  CLI_SOURCE_FILE: {
    title: 'the file with the source URL cannot be used',
    why: 'It must be readable and contain one PostgreSQL URL and nothing else.',
    fix: 'Check the path given with --source-file, the permissions of the file and its content.',
    exit: 78,
    retry: 'stop',
  },
  CLI_UNKNOWN_CODE: {
    title: 'there is no error with this code',
    why: 'Codes are written in capitals with underscores, as error messages print them.',
    fix: 'Copy the code from the message. "pgfold explain" without a code lists all codes.',
    exit: 64,
    retry: 'stop',
  },
  CLI_OUT_OF_MEMORY: {
    title: 'memory is nearly used up',
    why:
      'The process came close to the memory limit of Node or of its container, and stopped before the system would ' +
      'kill it. Very large rows, many workers and large chunks need more memory.',
    fix:
      'Reduce batch size and parallel work (--batch-size, --page-size, --workers, --threads, --max-in-flight), ' +
      'or give ' +
      'more memory (the container limit, or NODE_OPTIONS=--max-old-space-size=<MB>). Then resume the run.',
    exit: 3,
    retry: 'stop',
  },
  CLI_DISK_FULL: {
    title: 'the disk is full',
    why:
      'pgfold saves the state of the run and the rejected rows to disk. Without space it cannot guarantee that no ' +
      'row is lost.',
    fix: 'Free some space or choose another directory with --state-dir, then resume the run.',
    exit: 3,
    retry: 'stop',
  },
  CLI_SYSTEM: {
    title: 'the operating system refused an operation',
    why: 'A file, a directory or a connection could not be used.',
    fix: 'Check that the path exists and that this user may use it.',
    exit: 1,
    retry: 'stop',
  },
  CLI_UNEXPECTED: {
    title: 'an unexpected error',
    why:
      'This is a defect in pgfold or in a library that it uses. The message is not shown, because it may contain ' +
      'your data.',
    fix:
      'Run the command again with PGFOLD_DEBUG=1 to see the message and the stack, and report them without private ' +
      'values. A run that was in progress can be resumed.',
    exit: 1,
    retry: 'stop',
  },
})
