import { expect, test } from 'vitest'
import { app } from './app.ts'
import { presetValidateLine } from './preset-validate-line.ts'
import { presetMigrateLine } from './preset-migrate-line.ts'
import { routeInputs } from './route-inputs.ts'

const migrate = presetMigrateLine('migrate_to_shop', 'd')
const validate = presetValidateLine('validate_shop', 'd')

test.each([
  [app, [], ['--help']],
  [app, ['help'], ['--help']],
  [app, ['help', 'migrate'], ['migrate', '--help']],
  [app, ['table', 'show'], ['table', 'show']],
  [app, ['--version'], ['--version']],
  [migrate, [], ['migrate']],
  [migrate, ['--workers', '3'], ['migrate', '--workers', '3']],
  [migrate, ['migrate'], ['migrate']],
  [migrate, ['resume', 'migration_1'], ['resume', 'migration_1']],
  [migrate, ['-h'], ['-h']],
  [migrate, ['help'], ['--help']],
  [validate, [], []],
  [validate, ['sample', '5'], ['sample', '5']],
  [validate, ['help'], ['--help']],
])('%# %o', (line, inputs, routed) => {
  expect(routeInputs(line, inputs)).toEqual({ kind: 'run', inputs: routed })
})

test('anything else is unknown', () => {
  expect(routeInputs(app, ['drop', '--now'])).toEqual({ kind: 'unknown', command: 'drop' })
  expect(routeInputs(migrate, ['validate'])).toEqual({ kind: 'unknown', command: 'validate' })
})
