import { buildRouteMap } from '@stricli/core'
import type { CommandLine } from './command-line.ts'
import { checkCommand } from './check/check.command.ts'
import { designCommand } from './design/design.command.ts'
import { explainCommand } from './explain/explain.command.ts'
import { grantsCommand } from './grants/grants.command.ts'
import { iamPolicyCommand } from './iam-policy/iam-policy.command.ts'
import { inspectCommand } from './inspect/inspect.command.ts'
import { initCommand } from './init/init.command.ts'
import { migrateCommand } from './migrate/migrate.command.ts'
import { planCommand } from './plan/plan.command.ts'
import { repairCommand } from './repair/repair.command.ts'
import { resumeCommand } from './resume/resume.command.ts'
import { retryRejectsCommand } from './retry-rejects/retry-rejects.command.ts'
import { statusCommand } from './status/status.command.ts'
import { tableRoutes } from './table/table.routes.ts'
import { validateCommand } from './validate/validate.command.ts'
import { versionCommand } from './version/version.command.ts'

/** Every command of `pgfold`: one directory each, and one line here. */
const routes = {
  inspect: inspectCommand,
  init: initCommand,
  check: checkCommand,
  design: designCommand,
  plan: planCommand,
  table: tableRoutes,
  grants: grantsCommand,
  'iam-policy': iamPolicyCommand,
  migrate: migrateCommand,
  resume: resumeCommand,
  'retry-rejects': retryRejectsCommand,
  status: statusCommand,
  validate: validateCommand,
  repair: repairCommand,
  explain: explainCommand,
  version: versionCommand,
}

export const app: CommandLine = {
  program: 'pgfold',
  root: {
    kind: 'routes',
    names: Object.keys(routes),
    routes: buildRouteMap({
      routes,
      docs: {
        brief: 'Folds a PostgreSQL database into one DynamoDB table',
        fullDescription: [
          'Folds a PostgreSQL database into one DynamoDB table: fast, without losing a row, and with proof.',
          '',
          '  pgfold table create --mapping shop.ts --table shop',
          '  DATABASE_URL=postgresql://user@host/shop pgfold migrate --mapping shop.ts --table shop',
          '  pgfold validate all --mapping shop.ts --table shop',
          '',
          'Every flag can be given by the environment variable in brackets behind its help instead; the flag wins. A switch is',
          'on with 1, true, yes or on, and off with 0, false, no or off.',
        ].join('\n'),
      },
    }),
  },
  defaultCommand: null,
}
