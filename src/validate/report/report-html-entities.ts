import { escapeHtml, number, table } from '../../output/html/report-html-text.ts'
import type { EntityReport, ValidationReport } from './report-schema.ts'

const kinds = ['equal', 'different', 'missing', 'extra'] as const
const rowHeight = 24
const labelWidth = 200
const barWidth = 560
const width = 900

/**
 * One bar per entity, its length by the number of items on a square-root scale: small entities stay visible beside
 * large ones.
 */
export function entityBars({ entities, depth }: ValidationReport): string {
  const parts = entities.map((entity) => ({ entity, ...shares(entity, depth.kind === 'count') }))
  const largest = Math.max(1, ...parts.map(({ total }) => total))
  const bars = parts.map(({ entity, total, sizes }, row) => {
    const y = row * rowHeight
    const length = total === 0 ? 0 : Math.max(4, barWidth * Math.sqrt(total / largest))
    let x = labelWidth
    const pieces = kinds.map((kind) => {
      if (sizes[kind] === 0) return ''
      // A single difference among a million items must still be seen.
      const piece = Math.max(2, (length * sizes[kind]) / total)
      const rect = `<rect class="${kind}" x="${x.toFixed(1)}" y="${String(y + 5)}" width="${piece.toFixed(1)}" height="14"><title>${escapeHtml(`${entity.entity}: ${number(sizes[kind])} ${kind}`)}</title></rect>`
      x += piece
      return rect
    })
    return `<text x="${String(labelWidth - 8)}" y="${String(y + 16)}" text-anchor="end">${escapeHtml(entity.entity)}</text><rect class="track" x="${String(labelWidth)}" y="${String(y + 11)}" width="1" height="2"/>${pieces.join('')}<text x="${(x + 8).toFixed(1)}" y="${String(y + 16)}">${number(entity.found)}</text>`
  })
  const legend = kinds
    .map(
      (kind) =>
        `<span><svg width="12" height="12" aria-hidden="true"><rect class="${kind}" width="12" height="12"/></svg> ${kind}</span>`,
    )
    .join('')
  return `<p class="legend">${legend}</p><svg role="img" aria-label="Items per entity" viewBox="0 0 ${String(width)} ${String(Math.max(1, entities.length) * rowHeight)}" width="${String(width)}">${bars.join('\n')}</svg>`
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

export function entityTable({ entities, unknownTypes, depth }: ValidationReport): string {
  const counted = depth.kind === 'count'
  const rows = entities.map((entity) => [
    entity.entity,
    entity.group,
    number(entity.sourceRows),
    number(entity.collapsed),
    number(entity.rejected),
    number(entity.expected),
    number(entity.found),
    counted ? '' : number(entity.equal),
    counted ? '' : number(entity.different),
    number(entity.missing),
    number(entity.extra),
    number(Object.values(entity.orphans).reduce((sum, rows) => sum + rows, 0)),
  ])
  const unknown = unknownTypes.map(({ type, items }) => [
    type === null ? '(no type)' : `(unknown type ${type})`,
    '',
    '',
    '',
    '',
    '',
    number(items),
    '',
    '',
    '',
    number(items),
    '',
  ])
  return table(
    [
      'Entity',
      'Group',
      'Source rows',
      'Collapsed',
      'Rejected',
      'Expected',
      'Found',
      'Equal',
      'Different',
      'Missing',
      'Extra',
      'Orphans',
    ],
    [...rows, ...unknown],
  )
}
