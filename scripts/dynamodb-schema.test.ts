import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { resolveTable } from '../src/mapping/resolve-table.ts'
import { ratelMapping } from '../src/ratel/mapping.ts'
import { createTableInput } from '../src/dynamodb/table/create-table-input.ts'

test('dynamodb-schema.json is the table of the Ratel mapping', async () => {
  const file: unknown = JSON.parse(await readFile(path.join(import.meta.dirname, 'dynamodb-schema.json'), 'utf8'))
  expect(file).toEqual(
    createTableInput(resolveTable(ratelMapping), { name: 'ratel-local', billing: { kind: 'on-demand' } }),
  )
})
