import { z } from 'zod'
import { attributesSchema } from './attribute-schema.ts'
import { nameSchema, orderSchema, whereSchema } from './where-schema.ts'
import { lookupSchema, sourceSchema } from './source-schema.ts'

const templateSchema = z.string().min(1, 'a key template may not be empty')

/** DynamoDB: key attribute names have at most 255 bytes of UTF-8. */
const keyNameSchema = nameSchema.refine(
  (name) => Buffer.byteLength(name) <= 255,
  'a key attribute name has at most 255 bytes',
)

/** DynamoDB's own rule for index names. */
const indexNameSchema = z
  .string()
  .regex(/^[a-zA-Z0-9_.-]{3,255}$/u, 'index names have 3 to 255 letters, digits, "_", "." or "-"')

const projectionSchema = z.union([
  z.enum(['all', 'keys']),
  z.strictObject({ include: z.array(nameSchema).min(1).readonly() }).readonly(),
])

const tableSchema = z
  .strictObject({
    partitionKey: keyNameSchema,
    sortKey: keyNameSchema.optional(),
    entityType: keyNameSchema,
    indexes: z
      .record(
        indexNameSchema,
        z
          .strictObject({
            partitionKey: keyNameSchema,
            sortKey: keyNameSchema.optional(),
            projection: projectionSchema.optional(),
          })
          .readonly(),
      )
      .readonly()
      .optional(),
  })
  .superRefine((table, context) => {
    const own = [table.partitionKey, table.sortKey, table.entityType].filter((name) => name !== undefined)
    if (new Set(own).size < own.length) {
      context.addIssue({
        code: 'custom',
        message: 'partitionKey, sortKey and entityType are three different attributes',
      })
    }
    for (const [name, index] of Object.entries(table.indexes ?? {})) {
      if (index.partitionKey === index.sortKey) {
        context.addIssue({
          code: 'custom',
          path: ['indexes', name],
          message: 'the two halves of an index key are different attributes',
        })
      }
    }
  })
  .readonly()
export type TableDefinition = z.infer<typeof tableSchema>

const duplicatesSchema = z
  .strictObject({ kind: z.enum(['first', 'last', 'fail']), by: orderSchema.optional() })
  .readonly()

const entitySchema = z
  .strictObject({
    group: nameSchema,
    from: sourceSchema,
    where: whereSchema.optional(),
    key: z.strictObject({ pk: templateSchema, sk: templateSchema.optional() }).readonly(),
    indexes: z
      .record(nameSchema, z.strictObject({ pk: templateSchema.optional(), sk: templateSchema.optional() }).readonly())
      .readonly()
      .optional(),
    lookups: z.record(nameSchema, lookupSchema).readonly().optional(),
    attributes: attributesSchema.optional(),
    duplicates: duplicatesSchema.optional(),
    sourceKey: z.array(nameSchema).min(1).readonly().optional(),
    chunkBy: nameSchema.optional(),
  })
  .readonly()
export type EntityDefinition = z.infer<typeof entitySchema>

export const mappingSchema = z
  .strictObject({
    name: nameSchema,
    table: tableSchema,
    entities: z
      .record(nameSchema, entitySchema)
      .refine((entities) => Object.keys(entities).length > 0, 'a mapping has at least one entity')
      .readonly(),
  })
  .readonly()

/** A mapping as written: plain JSON data, the same whether it came from builder functions or from a file. */
export type MappingDefinition = z.infer<typeof mappingSchema>
