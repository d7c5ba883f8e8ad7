import { assertNever } from '../../assert-never.ts'
import type { IndexKeyDefinition } from '../../mapping/schema/table-schema.ts'
import type { TableName } from '../../mapping/schema/source-schema.ts'
import type { Draft, DraftAttribute, DraftEntity, DraftLookup } from './draft-entity.ts'
import { printLiteral, printMember, printRecord } from './print-literal.ts'
import { printComment } from './print-comment.ts'

/**
 * The draft as a TypeScript file that runs as it is, each choice with its reason above it. The same draft gives the
 * same text.
 */
export function printDraft(draft: Draft): string {
  const body = [
    'export const mapping = defineMapping({',
    `  name: ${printLiteral(draft.name)},`,
    ...tableLines(draft),
    '  entities: {',
    ...draft.entities.flatMap(entityLines),
    '  },',
    '})',
  ]
  return [
    ...header(draft),
    `import { ${functions(draft).join(', ')} } from 'pgfold'`,
    '',
    ...body,
    ...closing(draft),
    '',
  ].join('\n')
}

function header(draft: Draft): readonly string[] {
  return [
    ...printComment(
      `A draft by "pgfold init" from the database ${printLiteral(draft.name)}. It runs without changes. Read ` +
        'it, then adapt it.',
      '',
    ),
    '//',
    ...printComment(
      'Each entity explains where it is stored and why. One query reads all items of a partition (pk), in the ' +
        'order of sk.',
      '',
    ),
    ...printComment('Run "pgfold check" after each change to compare the file with the database.', ''),
  ]
}

function tableLines({ table }: Draft): readonly string[] {
  const indexes = Object.entries(table.indexes ?? {})
  const renamed = table.partitionKey !== 'pk' || table.sortKey !== 'sk' || table.entityType !== 'type'
  return [
    ...(renamed
      ? printComment(
          'The usual names of these attributes are names of columns in this database, so they are different here.',
          '  ',
        )
      : []),
    '  table: {',
    `    partitionKey: ${keyText(table.partitionKey)},`,
    `    sortKey: ${keyText(table.sortKey ?? '')},`,
    `    entityType: ${printLiteral(table.entityType)},`,
    ...(indexes.length === 0
      ? []
      : [
          ...printComment(
            'Shared by all entities and sparse: an item without these attributes is not in the index and costs ' +
              'nothing there.',
            '    ',
          ),
          '    indexes: {',
          ...indexes.map(
            ([name, index]) =>
              `      ${printMember(name)}: { partitionKey: ${keyText(index.partitionKey)}${index.sortKey === undefined ? '' : `, sortKey: ${keyText(index.sortKey)}`} },`,
          ),
          '    },',
        ]),
    '  },',
  ]
}

/** A key as it is written: a name, a name with its type, or a list of either. */
function keyText(key: IndexKeyDefinition): string {
  if (typeof key === 'string') return printLiteral(key)
  if ('name' in key) return `{ name: ${printLiteral(key.name)}, type: ${printLiteral(key.type)} }`
  return `[${key.map(keyText).join(', ')}]`
}

function entityLines(entity: DraftEntity): readonly string[] {
  const { name, reasons, group, from, key, indexes, lookups, columns, attributes } = entity
  const block = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [`      ${title}: {`, ...lines, '      },']
  return [
    ...reasons.flatMap((reason) => printComment(reason, '    ')),
    `    ${printMember(name)}: {`,
    `      group: ${printLiteral(group)},`,
    `      from: ${tableText(from)},`,
    `      key: { pk: ${printLiteral(key.pk)}, sk: ${printLiteral(key.sk)} },`,
    ...block(
      'indexes',
      indexes.flatMap(({ index, pk, sk, reason, attributes: own }) => [
        ...printComment(reason, '        '),
        `        ${printMember(index)}: ${own === null ? `{ pk: ${printLiteral(pk)}, sk: ${printLiteral(sk)} }` : '{}'},`,
      ]),
    ),
    ...block(
      'lookups',
      lookups.map((lookup) => `        ${printMember(lookup.name)}: ${lookupText(lookup)},`),
    ),
    ...block('attributes', [
      ...columns.remarks.flatMap((remark) => printComment(remark, '        ')),
      `        ...allColumns(${columnsText(columns.options)}),`,
      ...attributes.flatMap((attribute) => [
        ...(attribute.reason === null ? [] : printComment(attribute.reason, '        ')),
        `        ${printMember(attribute.name)}: ${attributeText(attribute)},`,
      ]),
    ]),
    '    },',
  ]
}

function closing(draft: Draft): readonly string[] {
  const list = (title: string, texts: readonly string[]): readonly string[] =>
    texts.length === 0
      ? []
      : ['', ...printComment(title, ''), ...texts.flatMap((text) => printComment(`- ${text}`, ''))]
  return [
    ...list(
      'Left out:',
      draft.leftOut.map(({ message, fix }) => `${message} ${fix}`),
    ),
    ...list('Questions that the database alone does not answer:', draft.undecided),
  ]
}

function columnsText({ except, onUnrepresentable }: DraftEntity['columns']['options']): string {
  const options = [
    ...(except === undefined ? [] : [`except: [${except.map(printLiteral).join(', ')}]`]),
    ...(onUnrepresentable === undefined ? [] : [`onUnrepresentable: ${printLiteral(onUnrepresentable)}`]),
  ]
  return options.length === 0 ? '' : `{ ${options.join(', ')} }`
}

function lookupText({ definition }: DraftLookup): string {
  return `one(${tableText(definition.table)}, ${printRecord(definition.on)})`
}

function attributeText({ definition }: DraftAttribute): string {
  switch (definition.kind) {
    case 'column': {
      const options = columnsText(
        definition.onUnrepresentable === undefined ? {} : { onUnrepresentable: definition.onUnrepresentable },
      )
      return `column(${[printLiteral(definition.column), ...(options === '' ? [] : [options])].join(', ')})`
    }
    case 'lookup':
      return `lookup(${printLiteral(definition.reference)})`
    case 'template':
      return `template(${printLiteral(definition.text)})`
    case 'count':
    case 'exists':
      return `${definition.kind}(${relationText(definition.relation)}, ${printRecord(definition.on)})`
    default:
      return assertNever(definition)
  }
}

function relationText(relation: Extract<DraftAttribute['definition'], { kind: 'count' }>['relation']): string {
  return isOne(relation) ? tableText(relation) : `[${relation.map(tableText).join(', ')}]`
}

function isOne(relation: TableName | readonly TableName[]): relation is TableName {
  return !Array.isArray(relation)
}

function tableText(name: TableName): string {
  if (typeof name === 'string') return printLiteral(name)
  return name.schema === undefined
    ? `table(${printLiteral(name.name)})`
    : `table(${printLiteral(name.schema)}, ${printLiteral(name.name)})`
}

/** The functions that the file uses, for its import. */
function functions({ entities }: Draft): readonly string[] {
  const used = new Set(['allColumns', 'defineMapping'])
  const useTable = (name: TableName): void => void (typeof name === 'string' || used.add('table'))
  for (const { from, lookups, attributes } of entities) {
    useTable(from)
    for (const { definition } of lookups) {
      used.add('one')
      useTable(definition.table)
    }
    for (const { definition } of attributes) {
      used.add(definition.kind)
      if ((definition.kind === 'count' || definition.kind === 'exists') && isOne(definition.relation))
        useTable(definition.relation)
    }
  }
  return [...used].toSorted()
}
