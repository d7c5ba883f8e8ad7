import { afterAll, beforeAll, inject } from 'vitest'
import { startEmulator, type Emulator } from '../../servers/dynamodb-emulator.ts'

/**
 * AWS's own emulator for the tests of a group, whatever the others run on: the only one that knows indexes of several
 * attributes. The group has to be skipped where there is no Java (`hasJava`).
 */
export function dynamoDbLocal(): { readonly endpoint: () => string } {
  let own: Emulator | null = null
  let endpoint = ''
  beforeAll(async () => {
    own = process.env['PGFOLD_TEST_EMULATOR'] === 'dynamodb-local' ? null : await startEmulator('dynamodb-local')
    endpoint = own?.endpoint ?? inject('dynamodbEndpoint')
  }, 130_000)
  afterAll(async () => {
    await own?.[Symbol.asyncDispose]()
  })
  return { endpoint: () => endpoint }
}
