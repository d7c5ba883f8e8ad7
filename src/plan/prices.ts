import { z } from 'zod'

const dollars = z.number().nonnegative().nullable()

/** A price list; null: not published, and said so. In US dollars. */
export const pricesSchema = z.object({
  /** The day on which the prices were read, ISO 8601. */
  date: z.iso.date(),
  region: z.string(),
  source: z.string(),
  /** A million write request units, on demand. */
  onDemandWriteMillion: dollars,
  /** A million read request units, on demand. */
  onDemandReadMillion: dollars,
  /** One write capacity unit for an hour. */
  provisionedWriteHour: dollars,
  /** One GB of uncompressed source files of an import from S3. */
  importGigabyte: dollars,
  /** One GB that is stored for a month. */
  storageGigabyteMonth: dollars,
  /** A million units of a bulk put. */
  bulkPutMillion: dollars,
})

export type Prices = z.infer<typeof pricesSchema>

/** Of the standard table class in us-east-1; other regions cost more, `--prices` takes a list of one's own. */
export const listPrices: Prices = {
  date: '2026-09-11',
  region: 'us-east-1',
  source: 'AWS price list of Amazon DynamoDB (https://aws.amazon.com/dynamodb/pricing/)',
  onDemandWriteMillion: 0.625,
  onDemandReadMillion: 0.125,
  provisionedWriteHour: 0.00065,
  importGigabyte: 0.15,
  storageGigabyteMonth: 0.25,
  bulkPutMillion: null,
}
