import { z } from 'zod'
import type { EntityName } from '../brand.ts'
import type { RejectedRow } from '../encode/encoded-item.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'

/** A row of the reject file, with its line as it stands there. */
export interface RejectRecord extends RejectedRow {
  /** With its line end. */
  readonly line: string
}

const lineSchema = z.looseObject({
  entity: z.custom<EntityName>((value) => typeof value === 'string' && value !== ''),
  source_key: z.record(z.string(), z.string().nullable()),
  item_key: z.record(z.string(), z.string()).nullable(),
  reason: z.looseObject({ code: z.string() }),
  detail: z.string(),
  rows: z.number().int().positive().optional(),
})

/** Reads back what `rejectLine` wrote. Throws LEDGER_REJECTS_UNREADABLE naming the line. */
export function readRejects(content: Buffer, place: string): readonly RejectRecord[] {
  const lines = content.toString('utf8').split('\n')
  // Every line ends in a line end: nothing stands behind the last one.
  const rest = lines.pop()
  if (rest !== '') throw unreadable(place, lines.length + 1)
  return lines.map((line, at) => {
    const { entity, source_key, item_key, reason, detail, rows } = parseLine(line, place, at + 1)
    return {
      entity,
      sourceKey: source_key,
      itemKey: item_key,
      code: reason.code,
      detail,
      ...(rows === undefined ? {} : { rows }),
      line: `${line}\n`,
    }
  })
}

function parseLine(line: string, place: string, number: number): z.infer<typeof lineSchema> {
  try {
    return lineSchema.parse(JSON.parse(line))
  } catch {
    // What stands there may hold values: it is named by its number alone, and the cause is left out.
    throw unreadable(place, number)
  }
}

function unreadable(place: string, line: number): PgfoldError {
  return new PgfoldError('LEDGER_REJECTS_UNREADABLE', { place, detail: `line ${line}` })
}
