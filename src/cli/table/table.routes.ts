import { buildRouteMap } from '@stricli/core'
import { checkCommand } from './check/check.command.ts'
import { createCommand } from './create/create.command.ts'
import { showCommand } from './show/show.command.ts'

export const tableRoutes = buildRouteMap({
  routes: { create: createCommand, show: showCommand, check: checkCommand },
  docs: { brief: 'Create, show and check the DynamoDB table of a mapping' },
})
