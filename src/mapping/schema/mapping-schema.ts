import { z } from 'zod'
import { attributesSchema } from './attribute-schema.ts'
import { nameSchema, orderSchema, whereSchema } from './where-schema.ts'
import { oversizeSchema } from './oversize-schema.ts'
import { lookupSchema, sourceSchema } from './source-schema.ts'
import { keyNameSchema, tableSchema } from './table-schema.ts'

const templateSchema = z.string().min(1, 'a key template may not be empty')

/** One template where the half of the key has one attribute to fill; by attribute name where it has several. */
const indexHalfSchema = z.union([templateSchema, z.record(keyNameSchema, templateSchema).readonly()])

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
      .record(nameSchema, z.strictObject({ pk: indexHalfSchema.optional(), sk: indexHalfSchema.optional() }).readonly())
      .readonly()
      .optional(),
    lookups: z.record(nameSchema, lookupSchema).readonly().optional(),
    attributes: attributesSchema.optional(),
    duplicates: duplicatesSchema.optional(),
    oversize: oversizeSchema.optional(),
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
