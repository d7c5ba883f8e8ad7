import { escapeHtml } from '../../output/html/escape-html.ts'
import { layOut, type FlowBox, type FlowLine } from './flow-layout.ts'
import type { Picture } from './picture.ts'

/** Width of a character of the picture's font at 12 pixels. */
const characterWidth = 7.3

/**
 * The design at a glance: tables, item collections, indexes, and what flows between them. `hueOf` colours the groups.
 */
export function flowSvg(picture: Picture, hueOf: (group: string) => number): string {
  const layout = layOut(picture)
  const top = 30
  const head = (x: number, text: string): string => `<text class="head" x="${x}" y="16">${escapeHtml(text)}</text>`
  return [
    `<svg class="flow" viewBox="-1 0 ${layout.width + 2} ${Math.ceil(layout.height + top + 2)}" role="img" aria-label="Tables, item collections and indexes">`,
    head(0, 'PostgreSQL'),
    head(layout.collections[0]?.x ?? 300, `Items, by ${picture.table.partitionKey}`),
    layout.indexes.length === 0 ? '' : head(layout.indexes[0]?.x ?? 0, 'Indexes'),
    `<g transform="translate(0 ${top})">`,
    ...layout.collections.map(
      (box) =>
        `<rect class="collection" x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="8"/>${text(box.x + 10, box.y + 18, box.title, box.width - 20, 'key')}`,
    ),
    ...layout.lines.map((line) => path(line, hueOf(line.group))),
    ...layout.entities.map((box) => entity(box, hueOf(box.group ?? ''))),
    ...[...layout.tables, ...layout.indexes].map(plain),
    '</g></svg>',
  ].join('\n')
}

function path({ from, to, kind }: FlowLine, hue: number): string {
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2]
  const bend = (x2 - x1) / 2
  return `<path class="${kind}" style="--h:${hue}" d="M${x1} ${round(y1)} C${round(x1 + bend)} ${round(y1)} ${round(x2 - bend)} ${round(y2)} ${x2} ${round(y2)}"/>`
}

function entity(box: FlowBox, hue: number): string {
  const name = box.title.length * characterWidth
  const room = box.width - 24 - Math.min(name, box.width * 0.55)
  return [
    `<a href="#entity-${escapeHtml(encodeURIComponent(box.id))}"><g style="--h:${hue}">`,
    `<rect class="entity" x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="5"/>`,
    text(box.x + 8, box.y + 15, box.title, box.width * 0.55, 'name'),
    `<text class="detail" text-anchor="end" x="${box.x + box.width - 8}" y="${box.y + 15}">${escapeHtml(fit(box.detail, room))}<title>${escapeHtml(box.detail)}</title></text>`,
    '</g></a>',
  ].join('')
}

function plain(box: FlowBox): string {
  const y = round(box.y + 20)
  const detail =
    box.detail === ''
      ? ''
      : `<text class="detail" text-anchor="end" x="${box.x + box.width - 10}" y="${y}">${escapeHtml(box.detail)}</text>`
  const room = box.width - 24 - box.detail.length * characterWidth
  return `<rect class="plain" x="${box.x}" y="${round(box.y)}" width="${box.width}" height="${box.height}" rx="6"/>${text(box.x + 10, y, box.title, room, '')}${detail}`
}

function text(x: number, y: number, content: string, room: number, style: string): string {
  return `<text${style === '' ? '' : ` class="${style}"`} x="${x}" y="${y}">${escapeHtml(fit(content, room))}<title>${escapeHtml(content)}</title></text>`
}

function fit(content: string, room: number): string {
  const characters = [...content]
  const most = Math.max(1, Math.floor(room / characterWidth))
  return characters.length <= most ? content : `${characters.slice(0, most - 1).join('')}…`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
