import type { ErrorCode } from '../../errors/error-registry.ts'
import type { Finding } from '../../mapping/finding.ts'
import { keyTypeOf } from '../../mapping/key-type-of.ts'
import type { MappingOrigin } from '../../mapping/mapping-origin.ts'
import type { ResolvedEntity, ResolvedIndex, ResolvedTable } from '../../mapping/resolved.ts'
import { checkWrittenTypes } from './check-written-types.ts'
import type { LiveIndex, LiveKey, LiveTable } from './live-table.ts'
import type { TableAddress } from './address-flags.ts'
import { fixCommands, type FixCommands } from './fix-commands.ts'

/**
 * Can items of this mapping be written to this table? Everything that stands against it at once, each with the command
 * that fixes it. `live` is what `describeTable` gave; `target` names the table where it is missing. With `entities`
 * their attributes are compared with the keys of all indexes that the table has; without, only keys are. `origin` is
 * repeated in the commands.
 */
export function checkTable(
  live: LiveTable | null,
  table: ResolvedTable,
  target: TableAddress = { table: live?.name ?? '' },
  entities: readonly ResolvedEntity[] = [],
  origin?: MappingOrigin,
): readonly Finding[] {
  const commands = fixCommands(target, origin)
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
    ...checkKeys(live, table, commands),
    ...table.indexes.flatMap((index) => checkIndex(index, table, live, commands)),
    ...live.indexes
      .filter((index) => !table.indexes.some((wanted) => wanted.name === index.name))
      .map((index) => unknownIndex(index)),
    ...checkWrittenTypes(live, table, entities, commands),
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

function checkKeys(live: LiveTable, table: ResolvedTable, commands: FixCommands): Finding[] {
  const wanted = keysText(
    typed(table, [table.partitionKey]),
    typed(table, table.sortKey === null ? [] : [table.sortKey]),
  )
  const found = keysText([live.partitionKey], live.sortKey === null ? [] : [live.sortKey])
  if (found === wanted) return []
  return [
    error(
      'TABLE_KEYS_DIFFER',
      live.name,
      `the mapping needs ${wanted}, the table ${live.name} has ${found}`,
      `${commands.createOtherTable()}, or name these keys, with their types, in the mapping's table section`,
    ),
  ]
}

function checkIndex(index: ResolvedIndex, table: ResolvedTable, live: LiveTable, commands: FixCommands): Finding[] {
  const place = `table.indexes.${index.name}`
  const found = live.indexes.find((candidate) => candidate.name === index.name)
  if (found === undefined)
    return [
      error(
        'TABLE_INDEX_MISSING',
        place,
        `the table ${live.name} has no index ${index.name}`,
        commands.addIndex(index, table, live),
      ),
    ]
  const remake = `${commands.deleteIndex(index.name)}, wait until it is gone, then ${commands.addIndex(index, table, live)}`
  const findings: Finding[] = []
  const wantedKeys = keysText(typed(table, index.partitionKey), typed(table, index.sortKey))
  const foundKeys = keysText(found.partitionKey, found.sortKey)
  if (foundKeys !== wantedKeys) {
    findings.push(
      error(
        'TABLE_INDEX_DIFFERS',
        place,
        `the mapping needs ${wantedKeys}, the index ${index.name} has ${foundKeys}`,
        remake,
      ),
    )
  }
  if (describeProjection(found.projection) !== describeProjection(index.projection)) {
    const finding = error(
      'TABLE_INDEX_DIFFERS',
      place,
      `the mapping needs ${describeProjection(index.projection)}, ` +
        `the index ${index.name} has ${describeProjection(found.projection)}`,
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
    message: `the table has an index ${index.name} (${describeProjection(index.projection)}) on ${keysText(index.partitionKey, index.sortKey)} that the mapping does not name`,
    fix: 'Name it in the mapping, or leave it if it is meant for other items.',
  }
}

function typed(table: ResolvedTable, names: readonly string[]): readonly LiveKey[] {
  return names.map((name) => ({ name, type: keyTypeOf(table, name) ?? 'S' }))
}

/** Names, types and order: two keys are the same if this text is. */
function keysText(partition: readonly LiveKey[], sort: readonly LiveKey[]): string {
  const half = (keys: readonly LiveKey[]): string =>
    keys.length === 0 ? 'none' : keys.map(({ name, type }) => `${name} (${type})`).join(', ')
  return `partition key ${half(partition)} and sort key ${half(sort)}`
}

function describeProjection(projection: LiveIndex['projection']): string {
  if (projection === 'all') return 'all attributes'
  return projection === 'keys' ? 'keys only' : `the attributes ${[...projection.include].toSorted().join(', ')}`
}

function error(code: ErrorCode, place: string, message: string, fix: string): Finding {
  return { severity: 'error', code, place, message, fix }
}
