import { formatCount } from '../../format-count.ts'
import { htmlTable } from '../../output/html/html-table.ts'
import type { ValidationReport } from './report-schema.ts'

export function entityFigures({ entities, unknownTypes, depth }: ValidationReport): string {
  const counted = depth.kind === 'count'
  const rows = entities.map((entity) => [
    entity.entity,
    entity.group,
    formatCount(entity.sourceRows),
    formatCount(entity.collapsed),
    formatCount(entity.rejected),
    formatCount(entity.expected),
    formatCount(entity.found),
    counted ? '' : formatCount(entity.equal),
    counted ? '' : formatCount(entity.different),
    formatCount(entity.missing),
    formatCount(entity.extra),
    formatCount(Object.values(entity.orphans).reduce((sum, rows) => sum + rows, 0)),
  ])
  const unknown = unknownTypes.map(({ type, items }) => [
    type === null ? '(no type)' : `(unknown type ${type})`,
    '',
    '',
    '',
    '',
    '',
    formatCount(items),
    '',
    '',
    '',
    formatCount(items),
    '',
  ])
  return htmlTable(
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
