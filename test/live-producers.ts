/** Files that print commands with values in them; `live-advice.test.ts` runs each with real ones. */
export const liveProducers: ReadonlySet<string> = new Set([
  'src/cli/plan/next-command.ts',
  'src/cli/run-files.ts',
  'src/cli/validate/again-command.ts',
  'src/dynamodb/table/fix-commands.ts',
  'src/output/text/error-text.ts',
  'src/run/start-again.ts',
  'src/validate/report/next-step.ts',
])
