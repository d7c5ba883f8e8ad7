/** A fenced block of a page, and the first line that it stands in. */
export interface DocsBlock {
  readonly language: string
  readonly text: string
  readonly line: number
}

/** An example: a mapping, the items that the page shows for it, and the findings that it is refused with. */
export interface MappingExample {
  readonly line: number
  readonly kind: 'ts' | 'json'
  readonly text: string
  readonly items: readonly unknown[]
  /** `CODE at place`; empty: the mapping is accepted. */
  readonly errors: readonly string[]
}

export function docsBlocks(page: string): readonly DocsBlock[] {
  const lines = page.split('\n')
  const blocks: DocsBlock[] = []
  let open: { readonly language: string; readonly line: number } | null = null
  for (const [index, line] of lines.entries()) {
    if (open === null && line.startsWith('```')) open = { language: line.slice(3), line: index + 2 }
    else if (open !== null && line === '```') {
      blocks.push({ ...open, text: lines.slice(open.line - 1, index).join('\n') })
      open = null
    }
  }
  return blocks
}

/** The mapping examples of a page; every `json` and `text` block belongs to the mapping before it. */
export function mappingExamples(blocks: readonly DocsBlock[]): readonly MappingExample[] {
  const examples: { line: number; kind: 'ts' | 'json'; text: string; items: unknown[]; errors: string[] }[] = []
  for (const { language, text, line } of blocks) {
    if (language === 'ts') examples.push({ line, kind: 'ts', text: asModule(text), items: [], errors: [] })
    if (language === 'json mapping') examples.push({ line, kind: 'json', text, items: [], errors: [] })
    if (language === 'json') examples.at(-1)?.items.push(JSON.parse(text))
    if (language === 'text') examples.at(-1)?.errors.push(...text.split('\n'))
  }
  return examples
}

const builders = [
  'allColumns',
  'atLeast',
  'atMost',
  'column',
  'constant',
  'count',
  'defineMapping',
  'descending',
  'equals',
  'exists',
  'failOnDuplicate',
  'first',
  'gather',
  'gatherMaps',
  'greaterThan',
  'greatest',
  'gzipOversize',
  'isIn',
  'isNull',
  'keepFirst',
  'keepLast',
  'least',
  'lessThan',
  'lookup',
  'notEquals',
  'notIn',
  'notNull',
  'omitOversize',
  'one',
  'present',
  'sql',
  'sqlCondition',
  'sum',
  'table',
  'template',
  'union',
]

/** Entities alone stand in the table that the page begins with. */
function asModule(text: string): string {
  if (text.startsWith('import ')) return text
  return [
    `import { ${builders.join(', ')} } from 'pgfold'`,
    'export default defineMapping({',
    "  name: 'example',",
    "  table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type', indexes: {",
    "    'type-index': { partitionKey: 'type', sortKey: 'sk' }, 'gsi1-index': { partitionKey: 'gsi1_pk', sortKey: 'gsi1_sk' } } },",
    `  entities: {\n${text}\n  },`,
    '})',
  ].join('\n')
}
