import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import type { TestDatabase } from '../../servers/test-database.ts'
import { testTable } from '../../servers/test-table.ts'
import { initDataSchema, type InitData } from '../../src/design/draft/init-data-schema.ts'
import { envelopeSchema, runDataSchema, validationDataSchema } from '../../src/output/json/json-schemas.ts'
import { runCommand } from '../run-command.ts'
import { temporaryFolder } from '../temporary-folder.ts'

export interface WholeWay {
  /** null where a mapping was given. */
  readonly init: { readonly code: number | null; readonly data: InitData; readonly text: string } | null
  readonly migrate: {
    readonly code: number | null
    readonly stderr: string
    readonly totals: {
      readonly read: number
      readonly written: number
      readonly rejected: number
      readonly collapsed: number
    }
  }
  readonly validate: { readonly code: number | null; readonly differences: number }
  /** Lines of the reject file. */
  readonly rejects: readonly string[]
}

/**
 * Draft, create the table, migrate, validate all: the real commands, without a hand on the draft. A mapping file given
 * takes the draft's place.
 */
export async function wholeWay(
  database: TestDatabase,
  options: { readonly init?: readonly string[]; readonly mapping?: string } = {},
): Promise<WholeWay> {
  await using folder = await temporaryFolder()
  await using table = await testTable(null)
  const file = options.mapping ?? path.join(folder.path, 'pgfold.mapping.ts')
  await writeFile(path.join(folder.path, 'package.json'), '{"type":"module"}')
  const run = { cwd: folder.path, env: { ...table.environment, DATABASE_URL: database.url } }
  const init = options.mapping === undefined ? await draft(file, options.init ?? [], run) : null
  const created = await runCommand('pgfold', ['table', 'create', '--mapping', file], run)
  expect({ code: created.code, stderr: created.stderr }).toMatchObject({ code: 0 })
  const migrated = await runCommand(
    'pgfold',
    ['migrate', '--mapping', file, '--threads', '0', '--quiet', '--json'],
    run,
  )
  const runData = envelopeSchema(runDataSchema).parse(JSON.parse(migrated.stdout))
  expect({ error: runData.error, stderr: migrated.stderr }).toMatchObject({ error: null })
  const validated = await runCommand('pgfold', ['validate', 'all', '--mapping', file, '--quiet', '--json'], run)
  const validation = envelopeSchema(validationDataSchema).parse(JSON.parse(validated.stdout))
  expect(validation.error).toBeNull()
  const rejectFile = runData.data?.rejectFile
  const totals = runData.data?.totals
  if (totals === undefined || validation.data === null)
    throw new Error(`no result: ${migrated.stderr}${validated.stderr}`)
  const rejected =
    totals.rejected === 0 || rejectFile === undefined
      ? ''
      : await readFile(path.resolve(folder.path, rejectFile), 'utf8')
  return {
    init,
    migrate: { code: migrated.code, stderr: migrated.stderr, totals },
    validate: { code: validated.code, differences: validation.data.differences },
    rejects: rejected.split('\n').filter((line) => line !== ''),
  }
}

async function draft(
  file: string,
  flags: readonly string[],
  run: Parameters<typeof runCommand>[2],
): Promise<NonNullable<WholeWay['init']>> {
  const drafted = await runCommand('pgfold', ['init', '--out', file, '--json', ...flags], run)
  const { data, error } = envelopeSchema(initDataSchema.strict()).parse(JSON.parse(drafted.stdout))
  if (data === null) throw new Error(`init ended ${drafted.code}: ${error?.message ?? ''}`)
  return { code: drafted.code, data, text: await readFile(file, 'utf8') }
}
