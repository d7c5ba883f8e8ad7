import type { Picture } from './picture.ts'

/** The design as a Mermaid flow chart: tables, the entities in their collections, indexes. */
export function mermaidText(picture: Picture): string {
  const table = new Map(picture.sources.map(({ label }, at) => [label, `t${at}`]))
  const entity = new Map(picture.entities.map(({ name }, at) => [name, `e${at}`]))
  const node = (id: string, ...lines: readonly string[]): string => `${id}["${lines.map(label).join('<br/>')}"]`
  return [
    'flowchart LR',
    '  subgraph tables["PostgreSQL"]',
    ...picture.sources.map((source) => `    ${node(table.get(source.label) ?? '', source.label)}`),
    '  end',
    ...picture.collections.flatMap(({ key, entities }, at) => [
      `  subgraph c${at}["${label(`${picture.table.partitionKey} ${key}`)}"]`,
      ...entities.map((name) => {
        const found = picture.entities.find((candidate) => candidate.name === name)
        return (
          '    ' +
          `${node(entity.get(name) ?? '', name, ...(found?.sortKey === null || found === undefined ? [] : [found.sortKey]))}`
        )
      }),
      '  end',
    ]),
    '  subgraph indexes["Indexes"]',
    ...picture.indexes.map(({ name }, at) => `    ${node(`i${at}`, name)}`),
    '  end',
    ...picture.entities.flatMap(({ name, sources, related }) => [
      ...sources.map((source) => `  ${table.get(source) ?? ''} --> ${entity.get(name) ?? ''}`),
      ...related.map((source) => `  ${table.get(source) ?? ''} -.-> ${entity.get(name) ?? ''}`),
    ]),
    ...picture.indexes.flatMap(({ entities }, at) =>
      entities.map(({ entity: name }) => `  ${entity.get(name) ?? ''} --> i${at}`),
    ),
    '',
  ].join('\n')
}

/** Everything that could mean something to Mermaid or to HTML, as the number of its character. */
function label(text: string): string {
  return [...text]
    .map((character) => (/[\p{L}\p{N} _.,:/-]/u.test(character) ? character : `#${character.codePointAt(0) ?? 32};`))
    .join('')
}
