import { failpoint } from '../../failpoint.ts'
import { runTogether } from '../compare/run-together.ts'
import { indexUnits } from './table-reader.ts'
import type { ScannedItem } from './wire-scanner.ts'
import type { ValidationContext } from '../validation-context.ts'

export interface SegmentVisitor {
  item(item: ScannedItem): void
  done?(): void | Promise<void>
}

export interface ReadTableRequest {
  /** null: the table itself. */
  readonly index: string | null
  /** Segments still to be read, of so many. */
  readonly segments: readonly number[]
  readonly totalSegments: number
  /** Follows each page, which has cost read units even if its segment is never read to the end. */
  readonly onPage?: () => Promise<void>
}

/**
 * Reads whole segments of the table or of an index, several at a time. More segments than readers: the unit that is
 * done again after a kill stays small, and no reader waits for the one with the largest segment.
 */
export async function readTable(
  context: ValidationContext,
  request: ReadTableRequest,
  visit: (segment: number) => SegmentVisitor,
  signal: AbortSignal,
): Promise<void> {
  const queue = [...request.segments]
  let items = 0
  let done = request.totalSegments - queue.length
  const report = (): void => {
    const { units } = context.table
    context.emit({
      kind: 'scan-progress',
      index: request.index,
      items,
      readUnits: request.index === null ? units.table : indexUnits(units),
      segmentsDone: done,
      segments: request.totalSegments,
    })
  }
  await runTogether(
    Array.from(
      { length: Math.max(1, Math.min(context.settings.scanSegments, queue.length)) },
      () => async (stop: AbortSignal) => {
        for (let segment = queue.shift(); segment !== undefined; segment = queue.shift()) {
          const visitor = visit(segment)
          const each = (item: ScannedItem): void => {
            items += 1
            visitor.item(item)
          }
          for await (const _page of context.table.scan(
            { index: request.index, segment, totalSegments: request.totalSegments },
            each,
            stop,
          )) {
            report()
            failpoint('validate.page')
            await request.onPage?.()
          }
          await visitor.done?.()
          done += 1
          report()
        }
      },
    ),
    signal,
  )
}

export function allSegments(totalSegments: number): number[] {
  return Array.from({ length: totalSegments }, (_, segment) => segment)
}
