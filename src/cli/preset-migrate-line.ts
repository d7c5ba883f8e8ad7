import { buildRouteMap } from '@stricli/core'
import type { CommandLine } from './command-line.ts'
import { migrateCommand } from './migrate/migrate.command.ts'
import { resumeCommand } from './resume/resume.command.ts'
import { statusCommand } from './status/status.command.ts'

/** `<program> [migrate] | resume <id> | status <id> | help`: the commands of `app` under a preset's own name. */
export function presetMigrateLine(program: string, description: string): CommandLine {
  const routes = { migrate: migrateCommand, resume: resumeCommand, status: statusCommand }
  return {
    program,
    root: {
      kind: 'routes',
      names: Object.keys(routes),
      routes: buildRouteMap({
        routes,
        docs: { brief: 'Migrate a database into its table', fullDescription: description },
      }),
    },
    defaultCommand: 'migrate',
  }
}
