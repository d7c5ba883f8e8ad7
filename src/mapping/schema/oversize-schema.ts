import { z } from 'zod'
import { nameSchema } from './where-schema.ts'

const attributeNames = z
  .array(nameSchema)
  .min(1)
  .refine((names) => new Set(names).size === names.length, 'an attribute is named twice')
  .readonly()

/**
 * What becomes of an item over 400 KB: its row is rejected, named attributes are left out one after the other until it
 * fits, or all named attributes are compressed with gzip. `marker` names the attribute that tells a reader what was
 * done; default: `_oversize`.
 */
export const oversizeSchema = z.union([
  z.literal('reject'),
  z.strictObject({ omit: attributeNames, marker: nameSchema.optional() }).readonly(),
  z.strictObject({ gzip: attributeNames, marker: nameSchema.optional() }).readonly(),
])
export type OversizeDefinition = z.infer<typeof oversizeSchema>
