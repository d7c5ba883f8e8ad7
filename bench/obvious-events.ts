import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { ObviousEntity } from './obvious-design.ts'

const text = (value: string | null | undefined): AttributeValue => ({ S: value ?? '' })
const number = (value: string | null | undefined): AttributeValue => ({ N: value ?? '0' })

export const obviousEvents: readonly ObviousEntity[] = [
  {
    sql: 'select * from events',
    item: (row) => ({
      pk: text(`EVENT#${row.id}`),
      sk: text('METADATA'),
      type: text('EVENT'),
      gsi1_pk: text(`KIND#${row.kind}`),
      gsi1_sk: text(`EVENT#${row.created_at}`),
      id: number(row.id),
      uid: text(row.uid),
      kind: number(row.kind),
      amount: number(row.amount),
      created_at: text(row.created_at),
      updated_at: text(row.updated_at),
      active: { BOOL: row.active === 't' },
      code: text(row.code),
      title: text(row.title),
      body: text(row.body),
      payload: document(JSON.parse(row.payload ?? 'null')),
      score: number(row.score),
      label: text(`${row.code} ${row.kind}`),
    }),
  },
]

function document(value: unknown): AttributeValue {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (Array.isArray(value)) return { L: value.map(document) }
  return { M: Object.fromEntries(Object.entries(value as object).map(([name, member]) => [name, document(member)])) }
}
