import { z } from 'zod'

/** Names of columns, tables, look-ups and entities: anything but nothing. */
export const nameSchema = z.string().min(1, 'a name may not be empty')

/** A value to compare with, as PostgreSQL reads it; numbers and booleans are shorthand for their text. */
const literalSchema = z.union([z.string(), z.number(), z.boolean()])
export type Literal = z.infer<typeof literalSchema>

const conditionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['in', 'notIn']), values: z.array(literalSchema).min(1).readonly() }).readonly(),
  z.strictObject({ kind: z.enum(['isNull', 'notNull']) }).readonly(),
  z
    .strictObject({ kind: z.literal('compare'), operator: z.enum(['<', '<=', '>', '>=']), value: literalSchema })
    .readonly(),
])
export type Condition = z.infer<typeof conditionSchema>

const sqlConditionSchema = z.strictObject({ kind: z.literal('sql-condition'), text: z.string().min(1) }).readonly()
export type SqlCondition = z.infer<typeof sqlConditionSchema>

/** `{feed_type: notIn(2, 4), status: 1}`: every column's condition holds; a bare literal means `equals`. */
const columnConditionsSchema = z.record(nameSchema, z.union([conditionSchema, literalSchema])).readonly()

const whereItemSchema = z.union([sqlConditionSchema, columnConditionsSchema])

/** One set of conditions or a list of them; all hold. */
export const whereSchema = z.union([whereItemSchema, z.array(whereItemSchema).readonly()])
export type Where = z.infer<typeof whereSchema>

const orderItemSchema = z.union([
  nameSchema,
  z.strictObject({ column: nameSchema, descending: z.boolean() }).readonly(),
])
export type OrderItem = z.infer<typeof orderItemSchema>

/** `'id'`, `['created_at', descending('id')]`. */
export const orderSchema = z.union([orderItemSchema, z.array(orderItemSchema).min(1).readonly()])
export type Order = z.infer<typeof orderSchema>
