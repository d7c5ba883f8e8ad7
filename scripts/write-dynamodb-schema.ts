import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { resolveTable } from '../src/mapping/resolve-table.ts'
import { ratelMapping } from '../src/ratel/mapping.ts'
import { createTableInput } from '../src/dynamodb/table/create-table-input.ts'

/**
 * Writes scripts/dynamodb-schema.json, the table of the Ratel mapping in the form that
 * `aws dynamodb create-table --cli-input-json` takes; `--check` fails where the file on disk differs.
 */
const file = path.join(import.meta.dirname, 'dynamodb-schema.json')
const text = `${JSON.stringify(createTableInput(resolveTable(ratelMapping), { name: 'ratel-local', billing: { kind: 'on-demand' } }), null, 2)}\n`

if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    process.stdout.write(
      'scripts/dynamodb-schema.json is behind the mapping. Fix: node scripts/write-dynamodb-schema.ts\n',
    )
    process.exitCode = 1
  }
} else {
  await writeFile(file, text)
}
