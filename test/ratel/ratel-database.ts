import {
  DynamoDBClient,
  ScanCommand,
  type AttributeValue,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { createRatelDatabase } from '../../demo/create-ratel-database.ts'
import { testDatabase, type TestDatabase } from '../../servers/test-database.ts'
import { testTable, type TestTable } from '../../servers/test-table.ts'
import type { HandResult, Row, Tables } from './items-by-hand.ts'

export async function ratelDatabase(users: number, age: 'fresh' | 'aged'): Promise<TestDatabase> {
  const database = await testDatabase()
  await createRatelDatabase((sql) => database.query(sql), { users, age })
  return database
}

/** The table of the guide, made from the file that the guide gives to `aws dynamodb create-table`. */
export async function ratelTable(): Promise<TestTable> {
  const file = path.resolve(import.meta.dirname, '../../scripts/dynamodb-schema.json')
  return testTable(JSON.parse(await readFile(file, 'utf8')) as CreateTableCommandInput)
}

/** Every table of the database, all columns as PostgreSQL's text, read with nothing of the engine. */
export async function readTables(url: string): Promise<Tables> {
  const client = new pg.Client({ connectionString: url, types: { getTypeParser: () => (text: string) => text } })
  await client.connect()
  try {
    const names = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    )
    const tables: Record<string, readonly Row[]> = {}
    for (const { name } of names.rows)
      tables[name] = (
        await client.query<Record<string, string | null>>(`select * from ${client.escapeIdentifier(name)} order by id`)
      ).rows
    return tables
  } finally {
    await client.end()
  }
}

/** All items of the table by `pk`, NUL, `sk`; consistent, all pages. */
export async function readTable(table: TestTable): Promise<Map<string, Record<string, AttributeValue>>> {
  const client = new DynamoDBClient(table.clientConfig)
  const items = new Map<string, Record<string, AttributeValue>>()
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined
  do {
    const page = await client.send(new ScanCommand({ TableName: table.name, ConsistentRead: true, ExclusiveStartKey }))
    for (const item of page.Items ?? []) items.set(`${item.pk?.S}\u0000${item.sk?.S}`, item)
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey !== undefined)
  client.destroy()
  return items
}

/** What differs between the hand-made items and the table, at most ten lines; empty when nothing does. */
export function differences(
  expected: HandResult['items'],
  found: Map<string, Record<string, AttributeValue>>,
): string[] {
  const lines: string[] = []
  for (const [key, item] of expected) {
    const other = found.get(key)
    if (other === undefined) lines.push(`missing ${key}`)
    else if (sorted(item) !== sorted(other))
      lines.push(
        `different ${key}\n  expected ${sorted(item).slice(0, 2000)}\n  found    ${sorted(other).slice(0, 2000)}`,
      )
  }
  for (const key of found.keys()) if (!expected.has(key)) lines.push(`extra ${key}`)
  return lines.length > 10 ? [...lines.slice(0, 10), `and ${lines.length - 10} more`] : lines
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
