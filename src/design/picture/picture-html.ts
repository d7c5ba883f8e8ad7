import { formatCount } from '../../format-count.ts'
import { escapeHtml } from '../../output/html/escape-html.ts'
import { pictureCards } from './picture-cards.ts'
import { flowSvg } from './flow-svg.ts'
import { htmlPage } from '../../output/html/html-page.ts'
import type { Picture } from './picture.ts'

/** Hues far apart from each other, in the order of use; further groups begin again. */
const hues = [212, 152, 32, 282, 350, 186, 48, 250, 120, 322]

/**
 * The picture as one page, every text escaped. `masked` as given to `drawDatabase`: the page says which it shows.
 */
export function pictureHtml(picture: Picture, options: { readonly masked: boolean }): string {
  const groups = [...new Set(picture.entities.map(({ group }) => group))]
  const hueOf = (group: string): number => hues[groups.indexOf(group) % hues.length] ?? 0
  const { partitionKey, sortKey, entityType } = picture.table
  const facts = [
    [picture.sources.length, 'tables read'],
    [picture.entities.length, 'entities'],
    [picture.collections.length, 'item collections'],
    [picture.indexes.length, 'indexes'],
  ] as const
  const cards = pictureCards(picture, hueOf)
  const examples = picture.entities.some((entity) => entity.examples.length > 0)
  const about = !examples
    ? 'No example items were read.'
    : options.masked
      ? 'Example items come from the data; their values are masked, whole numbers in keys excepted.'
      : 'Example items come from the data, with their real values: treat this page like the data.'
  const body = `<h1>${escapeHtml(picture.name)}</h1>
<p class="muted">How the database ${escapeHtml(picture.database)} folds into one DynamoDB table: partition key <code>${escapeHtml(partitionKey)}</code>${sortKey === null ? '' : `, sort key <code>${escapeHtml(sortKey)}</code>`}, entity type in <code>${escapeHtml(entityType)}</code>. ${about}</p>
<ul class="facts">${facts.map(([value, what]) => `<li><b>${formatCount(value)}</b> ${what}</li>`).join('')}</ul>
<div class="legend">${groups.map((group) => `<span class="chip" style="--h:${hueOf(group)}">${escapeHtml(group)}</span>`).join('')}</div>
<div class="card"><div class="body scroll">${flowSvg(picture, hueOf)}</div></div>
<p class="muted">Full lines: rows that become items. Dotted lines: values that are copied or counted into them.</p>
<h2>Item collections</h2>
<p class="muted">Items with one partition key lie together and are read by one query, in the order of the sort key.</p>
<div class="cards">${cards.collections}</div>
${picture.indexes.length === 0 ? '' : `<h2>Indexes</h2>\n<div class="cards">${cards.indexes}</div>`}
<h2>Entities</h2>
${cards.entities}`
  return htmlPage({ title: `Design of ${picture.name}`, body })
}
