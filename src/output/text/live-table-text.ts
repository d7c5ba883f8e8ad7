import type { LiveKey, LiveTable } from '../../dynamodb/table/live-table.ts'
import { formatBytes } from './format-bytes.ts'
import { formatCount } from '../../format-count.ts'
import { type TextBlock, textBlock } from './text-block.ts'
import { textTable } from './text-table.ts'

/** A table for people: state, billing, keys and indexes. */
export function liveTableText(table: LiveTable): TextBlock {
  return textBlock([
    `Table: ${table.name}`,
    `ARN: ${table.arn}`,
    `Status: ${table.status}`,
    `Created at: ${table.createdAt}`,
    `Billing: ${billingText(table)}`,
    ...(table.warmWriteUnits === null ? [] : [`Warm throughput: ${formatCount(table.warmWriteUnits)} write units/s`]),
    `Items: about ${formatCount(table.itemCount)} (${formatBytes(table.sizeBytes)}; the service updates this ` +
      'every six hours)',
    '',
    ...textTable(
      [
        { title: 'Keys of', align: 'left' },
        { title: 'Partition key', align: 'left' },
        { title: 'Sort key', align: 'left' },
        { title: 'Projection', align: 'left' },
        { title: 'Status', align: 'left' },
      ],
      [
        [
          'table',
          keyText([table.partitionKey]),
          keyText(table.sortKey === null ? [] : [table.sortKey]),
          '',
          table.status,
        ],
        ...table.indexes.map((index) => [
          `${index.name}${index.kind === 'local' ? ' (local)' : ''}`,
          keyText(index.partitionKey),
          keyText(index.sortKey),
          typeof index.projection === 'string' ? index.projection : `include ${index.projection.include.join(', ')}`,
          index.status,
        ]),
      ],
    ),
  ])
}

function keyText(keys: readonly LiveKey[]): string {
  return keys.map(({ name, type }) => `${name} (${type})`).join(', ')
}

function billingText({ billing }: LiveTable): string {
  if (billing.kind === 'provisioned')
    return `provisioned, ${formatCount(billing.readUnits)} read and ${formatCount(billing.writeUnits)} write units/s`
  return billing.maxWriteUnits === null
    ? 'on demand'
    : `on demand, at most ${formatCount(billing.maxWriteUnits)} write units/s`
}
