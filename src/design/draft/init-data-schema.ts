import { z } from 'zod'

const keySchema = z.object({ pk: z.string(), sk: z.string() })
const findingSchema = z.object({
  severity: z.enum(['error', 'warning', 'note']),
  code: z.string(),
  place: z.string(),
  message: z.string(),
  fix: z.string(),
})

/** `pgfold init --json`. */
export const initDataSchema = z.object({
  /** null: it went to stdout. */
  file: z.string().nullable(),
  database: z.string(),
  indexes: z.array(z.string()),
  entities: z.array(
    z.object({
      entity: z.string(),
      schema: z.string(),
      table: z.string(),
      key: keySchema,
      indexes: z.array(keySchema.extend({ index: z.string() })),
    }),
  ),
  leftOut: z.array(findingSchema),
  undecided: z.array(z.string()),
})
export type InitData = z.infer<typeof initDataSchema>
