import { breakPoints } from '../../output/html/break-points.ts'
import { escapeHtml } from '../../output/html/escape-html.ts'
import type { ExampleItem, Picture, PictureEntity } from './picture.ts'

type HueOf = (group: string) => number

/** The cards of a design page, by the heading that they stand under; HTML. */
export interface PictureCards {
  readonly collections: string
  readonly indexes: string
  readonly entities: string
}

export function pictureCards(picture: Picture, hueOf: HueOf): PictureCards {
  return {
    collections: collectionCards(picture, hueOf),
    indexes: indexCards(picture, hueOf),
    entities: entityCards(picture, hueOf),
  }
}

/** What lies under each partition key. */
function collectionCards(picture: Picture, hueOf: HueOf): string {
  return picture.collections
    .map(({ key, entities }) => {
      const rows = entities
        .flatMap((name) => picture.entities.filter((entity) => entity.name === name))
        .map((entity) => [
          chip(entity, hueOf),
          entity.sortKey === null ? '' : code(entity.sortKey),
          escapeHtml(entity.sources.join(', ')),
        ])
      return card(
        `<code class="key">${breakPoints(escapeHtml(key))}</code>`,
        grid(['Entity', picture.table.sortKey ?? '', 'From'], rows),
      )
    })
    .join('\n')
}

/** What each index shows, entity by entity. */
function indexCards(picture: Picture, hueOf: HueOf): string {
  return picture.indexes
    .map((index) => {
      const rows = index.entities.flatMap(({ entity: name, partitionKey, sortKey }) =>
        picture.entities
          .filter((entity) => entity.name === name)
          .map((entity) => [chip(entity, hueOf), code(partitionKey), sortKey === null ? '' : code(sortKey)]),
      )
      const body =
        rows.length === 0
          ? '<p class="muted">No entity fills it.</p>'
          : grid(['Entity', index.partitionKey, index.sortKey ?? ''], rows)
      return card(`<h3>${escapeHtml(index.name)}</h3><span class="muted">${escapeHtml(index.projection)}</span>`, body)
    })
    .join('\n')
}

function entityCards(picture: Picture, hueOf: HueOf): string {
  return picture.entities.map((entity) => entityCard(entity, picture, hueOf)).join('\n')
}

function entityCard(entity: PictureEntity, picture: Picture, hueOf: HueOf): string {
  const { partitionKey, sortKey } = picture.table
  const keys = [
    [code(partitionKey), code(entity.partitionKey), 'table'],
    ...(sortKey === null || entity.sortKey === null ? [] : [[code(sortKey), code(entity.sortKey), 'table']]),
    ...entity.indexKeys.map(({ index, attribute, template }) => [code(attribute), code(template), escapeHtml(index)]),
  ]
  const attributes = entity.attributes.map(({ name, type, origin, kind }) => [
    `<span class="kind ${kind}"></span>${code(name)}`,
    escapeHtml(type),
    escapeHtml(origin),
  ])
  const related = entity.related.length === 0 ? '' : `, with values from ${escapeHtml(entity.related.join(', '))}`
  return [
    `<section class="card" id="entity-${escapeHtml(encodeURIComponent(entity.name))}">`,
    `<header>${chip(entity, hueOf)}<span class="muted">${escapeHtml(entity.group)}: from ${escapeHtml(entity.sources.join(', '))}${related}</span></header>`,
    '<div class="body">',
    grid(['Key', 'Template', 'Of'], keys),
    ...entity.remarks.map((remark) => `<p class="muted">${escapeHtml(remark)}</p>`),
    attributes.length === 0
      ? ''
      : `<details><summary>${attributes.length} ${attributes.length === 1 ? 'attribute' : 'attributes'}</summary>${grid(['Attribute', 'Type', 'From'], attributes)}</details>`,
    entity.examples.length === 0
      ? ''
      : `<details open><summary>Examples</summary>${exampleTable(entity.examples)}</details>`,
    '</div></section>',
  ].join('\n')
}

/** One column per attribute, as wide as it needs to be; the table scrolls sideways. */
function exampleTable(examples: readonly ExampleItem[]): string {
  const names = [...new Set(examples.flatMap((item) => item.map(({ name }) => name)))]
  const rows = examples.map((item) => {
    const texts = new Map(item.map(({ name, text }) => [name, text]))
    return names.map((name) =>
      texts.has(name) ? `<code>${escapeHtml(texts.get(name) ?? '')}</code>` : '<span class="muted">–</span>',
    )
  })
  return grid(names, rows, 'example')
}

function chip(entity: PictureEntity, hueOf: HueOf): string {
  return `<a class="chip" style="--h:${hueOf(entity.group)}" href="#entity-${escapeHtml(encodeURIComponent(entity.name))}">${escapeHtml(entity.name)}</a>`
}

function code(text: string): string {
  return `<code>${breakPoints(escapeHtml(text))}</code>`
}

function card(head: string, body: string): string {
  return `<section class="card"><header>${head}</header><div class="body">${body}</div></section>`
}

/** Cells are HTML already, heads are text. */
function grid(heads: readonly string[], rows: readonly (readonly string[])[], style = ''): string {
  const used = heads.map((head, at) => head !== '' || rows.some((cells) => (cells[at] ?? '') !== ''))
  const head = heads
    .filter((_, at) => used[at])
    .map((text) => `<th>${escapeHtml(text)}</th>`)
    .join('')
  const body = rows
    .map(
      (cells) =>
        `<tr>${cells
          .filter((_, at) => used[at])
          .map((cell) => `<td class="value">${cell}</td>`)
          .join('')}</tr>`,
    )
    .join('\n')
  return `<div class="scroll"><table${style === '' ? '' : ` class="${style}"`}><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
}
