import type { TableRef } from '../../catalog/catalog.ts'
import type { TableName } from '../../mapping/schema/source-schema.ts'

/** A table as a mapping names it: `users`, `sales.orders`, or apart where the schema's name holds a dot. */
export function tableName({ schema, name }: TableRef): TableName {
  if (schema === 'public' && !name.includes('.')) return name
  return schema.includes('.') ? { kind: 'table', schema, name } : `${schema}.${name}`
}
