import { formatCount } from '../../format-count.ts'
import { breakPoints } from '../../output/html/break-points.ts'
import { escapeHtml } from '../../output/html/escape-html.ts'
import type { EntityReport, ValidationReport } from './report-schema.ts'

const kinds = ['equal', 'different', 'missing', 'extra'] as const

/**
 * One bar per entity. Its length is to scale: the number of items, as a share of the largest entity's. Every part that
 * is not zero is named with its number beside the bar, so that a single difference among a million items is seen.
 */
export function entityBars({ entities, depth }: ValidationReport): string {
  const parts = entities.map((entity) => ({ entity, ...shares(entity, depth.kind === 'count') }))
  const largest = Math.max(1, ...parts.map(({ total }) => total))
  const rows = parts.map(({ entity, total, sizes }) => {
    const there = kinds.filter((kind) => sizes[kind] > 0)
    const pieces = there.map(
      (kind) => `<i class="${kind}" style="width:${((100 * sizes[kind]) / largest).toFixed(3)}%"></i>`,
    )
    const labels = there.map((kind) => `<span class="${kind}">${formatCount(sizes[kind])} ${kind}</span>`)
    return (
      `<li><b>${breakPoints(escapeHtml(entity.entity))}</b><span class="track">${pieces.join('')}</span>` +
      `<span class="labels">${total === 0 ? '<span>none</span>' : labels.join(' ')}</span></li>`
    )
  })
  return `<ul class="bars">${rows.join('\n')}</ul>`
}

/** A count compares no items: what is there and expected is shown as equal in number. */
function shares(
  entity: EntityReport,
  counted: boolean,
): { readonly total: number; readonly sizes: Readonly<Record<(typeof kinds)[number], number>> } {
  const equal = counted ? Math.min(entity.expected, entity.found) : entity.equal
  return {
    total: equal + entity.different + entity.missing + entity.extra,
    sizes: { equal, different: entity.different, missing: entity.missing, extra: entity.extra },
  }
}
