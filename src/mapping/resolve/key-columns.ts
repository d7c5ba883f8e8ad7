import type { ResolvedTemplate, TemplateFormat } from '../resolved.ts'
import { keyLanguage } from '../template/key-language.ts'
import { readableSegments } from '../template/readable-segments.ts'
import type { EntityScope } from './entity-scope.ts'
import { keySegments } from '../template/key-segments.ts'

/** A column of the source in the key of an entity, and what the key's text says about it. */
export interface KeyColumn {
  readonly column: string
  /** `key.pk` or `key.sk`, of its first use. */
  readonly place: string
  /** Two rows with the same key have the same value here. */
  readonly determined: boolean
  /** Every use is through a format that makes different values equal. */
  readonly merged: boolean
}

/** The columns of the source in the key, in order of first use. Look-up values tell nothing of the row itself. */
export function keyColumns(
  halves: readonly { readonly place: string; readonly template: ResolvedTemplate }[],
  scope: EntityScope,
): readonly KeyColumn[] {
  const columns = new Map<string, KeyColumn>()
  for (const { place, template } of halves) {
    const readable = readableSegments(keyLanguage(keySegments(template, scope.values.all, scope.codecFor)))
    for (const [index, segment] of template.segments.entries()) {
      if (segment.kind === 'literal') continue
      const value = scope.values.at(segment.value)
      if (value.kind !== 'column') continue
      const merged = merges(segment.format)
      const known = columns.get(value.column)
      columns.set(value.column, {
        column: value.column,
        place: known?.place ?? place,
        determined: known?.determined === true || (!merged && readable.has(index)),
        merged: known?.merged !== false && merged,
      })
    }
  }
  return [...columns.values()]
}

function merges(format: TemplateFormat | null): boolean {
  return format?.kind === 'lower' || format?.kind === 'upper' || format?.kind === 'shard'
}
