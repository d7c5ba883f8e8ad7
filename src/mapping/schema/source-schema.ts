import { z } from 'zod'
import { nameSchema, whereSchema } from './where-schema.ts'

function hasMembers(record: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(record).length > 0
}

/** `'users'`, `'app.users'`, or `table('My Schema', 'Odd "Name"')` where a name holds a dot. */
const tableNameSchema = z.union([
  nameSchema,
  z.strictObject({ kind: z.literal('table'), schema: nameSchema.optional(), name: nameSchema }).readonly(),
])
export type TableName = z.infer<typeof tableNameSchema>

const branchSchema = z.union([
  z
    .strictObject({
      table: tableNameSchema,
      columns: z.record(nameSchema, nameSchema).readonly().optional(),
      where: whereSchema.optional(),
    })
    .readonly(),
  tableNameSchema,
])
export type BranchDefinition = z.infer<typeof branchSchema>

const unionSourceSchema = z
  .strictObject({
    kind: z.literal('union'),
    branches: z.record(nameSchema, branchSchema).refine(hasMembers, 'a union has at least one branch').readonly(),
  })
  .readonly()
export type UnionSource = z.infer<typeof unionSourceSchema>

/** A query cannot be looked up in the catalog, so it says itself what it gives. */
const sqlSourceSchema = z
  .strictObject({
    kind: z.literal('sql'),
    text: z.string().min(1),
    columns: z.record(nameSchema, nameSchema).refine(hasMembers, 'a query declares its columns').readonly(),
    key: z.array(nameSchema).min(1).readonly().optional(),
  })
  .readonly()
export type SqlSource = z.infer<typeof sqlSourceSchema>

export const sourceSchema = z.union([tableNameSchema, unionSourceSchema, sqlSourceSchema])

/** Column of the related table → local column, or `'look-up.column'` of an earlier look-up. */
export const joinSchema = z.record(nameSchema, nameSchema).refine(hasMembers, 'at least one pair of columns').readonly()
export type Join = z.infer<typeof joinSchema>

export const lookupSchema = z
  .strictObject({ kind: z.literal('one'), table: tableNameSchema, on: joinSchema })
  .readonly()
export type LookupDefinition = z.infer<typeof lookupSchema>

/** One table, or several whose rows are taken together. */
export const relationSchema = z.union([tableNameSchema, z.array(tableNameSchema).min(1).readonly()])
export type RelationDefinition = z.infer<typeof relationSchema>
