import type { ResolvedEntity } from '../../mapping/resolved.ts'
import type { ValidationContext } from '../validation-context.ts'
import type { EntityTally } from './entity-tally.ts'

/** Tells listeners how far the reading of one entity's source rows is; the same events at every depth. */
export function tallyEvents(context: ValidationContext, entity: ResolvedEntity, tally: EntityTally) {
  const { name, group } = entity
  return {
    /** `total` source rows are expected; null: unknown. */
    started: (total: number | null): void => context.emit({ kind: 'entity-started', entity: name, group, total }),
    progress: (): void =>
      context.emit({ kind: 'expected-progress', entity: name, group, rows: tally.sourceRows, items: tally.expected }),
    read: (): void =>
      context.emit({
        kind: 'entity-read',
        entity: name,
        group,
        rows: tally.sourceRows,
        items: tally.expected,
        rejected: tally.rejected,
        collapsed: tally.collapsed,
      }),
  }
}
