import { z } from 'zod'
import type { SchemaRecord } from '../mapping/schema-record.ts'

/**
 * The record as state files hold it; lists of names and not objects by name, because a column may be called anything.
 */
export const schemaRecordSchema: z.ZodType<SchemaRecord> = z.strictObject({
  tables: z.array(
    z.strictObject({
      schema: z.string(),
      name: z.string(),
      columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
    }),
  ),
  entities: z.array(z.strictObject({ name: z.string(), hash: z.string(), keys: z.string() })),
})
