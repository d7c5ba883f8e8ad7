import { defineErrors } from '../error-entry.ts'

/** The command line itself, and what happens to the process as a whole. */
export const cliErrors = defineErrors({
  CLI_UNKNOWN_COMMAND: {
    title: 'Unknown command',
    why: 'The first word after the program names a command, and there is none of this name.',
    fix: 'Use one of the commands that --help lists.',
    exit: 64,
    retry: 'stop',
  },
  CLI_USAGE: {
    title: 'the command line is not understood',
    why: 'A flag or an argument is unknown, missing, given twice, or has a value of the wrong form.',
    fix: 'Compare with the help of the command: add --help to it.',
    exit: 64,
    retry: 'stop',
  },
  CLI_ENVIRONMENT_VALUE: {
    title: 'an environment variable has a value of the wrong form',
    why: 'Every flag has an environment variable that stands in for it; its value is checked as the flag would be.',
    fix: 'Correct or unset the variable; the help of the command names the form.',
    exit: 78,
    retry: 'stop',
  },
  CLI_MAPPING_MISSING: {
    title: 'no mapping file is given',
    why: 'The mapping says which items the rows of the database become; nothing can be done without it.',
    fix: 'Give --mapping <file>, set PGFOLD_MAPPING, or name the file pgfold.mapping.ts in the current directory.',
    exit: 78,
    retry: 'stop',
  },
  CLI_SOURCE_FILE: {
    title: 'the file with the source URL cannot be used',
    why: 'It must be readable and hold one PostgreSQL URL and nothing else.',
    fix: 'Check the path given with --source-file, its permissions and its content.',
    exit: 78,
    retry: 'stop',
  },
  CLI_UNKNOWN_CODE: {
    title: 'there is no error of this code',
    why: 'Codes are written in capitals with underscores, as error messages print them.',
    fix: 'Copy the code from the message; "pgfold explain" without a code lists all of them.',
    exit: 64,
    retry: 'stop',
  },
  CLI_OUT_OF_MEMORY: {
    title: 'memory is nearly used up',
    why: 'The process came close to the memory that Node or its container grants it, and stopped before it would be killed. Very large rows, many workers or large pages need more.',
    fix: 'Reduce batch size and parallel work (--page-size, --workers, --threads, --max-in-flight), or give more memory (the container limit, or NODE_OPTIONS=--max-old-space-size=<MB>); then resume the run.',
    exit: 3,
    retry: 'stop',
  },
  CLI_DISK_FULL: {
    title: 'the disk is full',
    why: 'The state of the run and its rejects are saved to disk; without room nothing can be promised.',
    fix: 'Free some space or choose another folder with --state-dir, then resume the run.',
    exit: 3,
    retry: 'stop',
  },
  CLI_SYSTEM: {
    title: 'the operating system refused an operation',
    why: 'A file, a folder or a connection could not be used as needed.',
    fix: 'Check that the path exists and that this user may use it.',
    exit: 1,
    retry: 'stop',
  },
  CLI_UNEXPECTED: {
    title: 'an unexpected error',
    why: 'This is a defect of pgfold or of something under it. Its message is not shown, because it may quote your data.',
    fix: 'Run again with PGFOLD_DEBUG=1 to see message and stack, and report them without private values. A run that was under way can be resumed.',
    exit: 1,
    retry: 'stop',
  },
})
