import type { ErrorCode } from '../../errors/error-registry.ts'
import type { Finding } from '../../mapping/finding.ts'
import type { ResolvedIndex, ResolvedTable } from '../../mapping/resolved.ts'
import type { LiveIndex, LiveKey, LiveTable } from './live-table.ts'
import { fixCommands, type FixCommands } from './fix-commands.ts'

/**
 * Can items of this mapping be written to this table? Everything that stands against it at once, each with the command
 * that mends it. `live` is what `describeTable` gave; `target` names the table where it is missing.
 */
export function checkTable(
  live: LiveTable | null,
  table: ResolvedTable,
  target: { readonly table: string; readonly endpoint?: string | undefined } = { table: live?.name ?? '' },
): readonly Finding[] {
  const commands = fixCommands(target.table, target.endpoint)
  if (live === null)
    return [error('TABLE_MISSING', target.table, `the table ${target.table} does not exist`, commands.createTable())]
  if (live.status === 'DELETING')
    return [
      error(
        'TABLE_BEING_DELETED',
        live.name,
        `the table ${live.name} is being deleted`,
        `${commands.wait('table-not-exists')} && ${commands.createTable()}`,
      ),
    ]
  return [
    ...checkStatus(live, commands),
    ...checkKeys(live, table),
    ...table.indexes.flatMap((index) => checkIndex(index, live, commands)),
    ...live.indexes
      .filter((index) => !table.indexes.some((wanted) => wanted.name === index.name))
      .map((index) => unknownIndex(index)),
  ]
}

function checkStatus(live: LiveTable, commands: FixCommands): Finding[] {
  if (live.status === 'ACTIVE') return []
  const message = `the table ${live.name} is ${live.status}`
  // A change of capacity or settings does not stop writes.
  if (live.status === 'UPDATING')
    return [{ ...error('TABLE_NOT_ACTIVE', live.name, message, commands.wait('table-exists')), severity: 'warning' }]
  return [error('TABLE_NOT_ACTIVE', live.name, message, commands.wait('table-exists'))]
}

function checkKeys(live: LiveTable, table: ResolvedTable): Finding[] {
  if (describeKeys(live) === wantedKeys(table)) return []
  return [
    error(
      'TABLE_KEYS_DIFFER',
      live.name,
      `the mapping needs ${wantedKeys(table)}, the table ${live.name} has ${describeKeys(live)}`,
      `pgfold table create --table <another name>, or name these keys in the mapping's table section`,
    ),
  ]
}

function checkIndex(index: ResolvedIndex, live: LiveTable, commands: FixCommands): Finding[] {
  const place = `table.indexes.${index.name}`
  const found = live.indexes.find((candidate) => candidate.name === index.name)
  if (found === undefined)
    return [
      error(
        'TABLE_INDEX_MISSING',
        place,
        `the table ${live.name} has no index ${index.name}`,
        commands.addIndex(index, live),
      ),
    ]
  const remake = `${commands.deleteIndex(index.name)}, wait until it is gone, then ${commands.addIndex(index, live)}`
  const findings: Finding[] = []
  if (describeKeys(found) !== wantedKeys(index)) {
    findings.push(
      error(
        'TABLE_INDEX_DIFFERS',
        place,
        `the mapping needs ${wantedKeys(index)}, the index ${index.name} has ${describeKeys(found)}`,
        remake,
      ),
    )
  }
  if (describeProjection(found.projection) !== describeProjection(index.projection)) {
    const finding = error(
      'TABLE_INDEX_DIFFERS',
      place,
      `the mapping needs ${describeProjection(index.projection)}, the index ${index.name} has ${describeProjection(found.projection)}`,
      remake,
    )
    // Nothing is missing in an index that holds everything; it only costs more.
    findings.push(found.projection === 'all' ? { ...finding, severity: 'warning' } : finding)
  }
  if (found.status !== 'ACTIVE') {
    const finding = error(
      'TABLE_NOT_ACTIVE',
      place,
      `the index ${index.name} is ${found.status}`,
      `${commands.describe()} until IndexStatus is ACTIVE`,
    )
    findings.push(found.status === 'UPDATING' ? { ...finding, severity: 'warning' } : finding)
  }
  return findings
}

function unknownIndex(index: LiveIndex): Finding {
  return {
    severity: 'warning',
    code: 'TABLE_INDEX_UNKNOWN',
    place: `table.indexes.${index.name}`,
    message: `the table has an index ${index.name} on ${describeKeys(index)} that the mapping does not name`,
    fix: 'Name it in the mapping, or leave it if it is meant for other items.',
  }
}

function describeKeys(keys: { readonly partitionKey: LiveKey; readonly sortKey: LiveKey | null }): string {
  return keyText([keys.partitionKey, keys.sortKey])
}

/** Keys of a mapping are text. */
function wantedKeys(keys: { readonly partitionKey: string; readonly sortKey: string | null }): string {
  return keyText([keys.partitionKey, keys.sortKey].map((name) => (name === null ? null : { name, type: 'S' })))
}

function keyText([partition, sort]: readonly (LiveKey | null)[]): string {
  const half = (key: LiveKey | null | undefined): string => (key ? `${key.name} (${key.type})` : 'none')
  return `partition key ${half(partition)} and sort key ${half(sort)}`
}

function describeProjection(projection: LiveIndex['projection']): string {
  if (projection === 'all') return 'all attributes'
  return projection === 'keys' ? 'keys only' : `the attributes ${[...projection.include].toSorted().join(', ')}`
}

function error(code: ErrorCode, place: string, message: string, fix: string): Finding {
  return { severity: 'error', code, place, message, fix }
}
