import { escapeHtml, number } from '../../output/html/report-html-text.ts'
import { collectionCards, entityCards, indexCards } from './picture-cards.ts'
import { flowSvg } from './flow-svg.ts'
import { pageStyle } from '../../output/html/page-style.ts'
import type { Picture } from './picture.ts'

/** Hues far apart from each other, in the order of use; further groups begin again. */
const hues = [212, 152, 32, 282, 350, 186, 48, 250, 120, 322]

/**
 * One page with everything in it: no script, nothing loaded from anywhere, every text escaped; the policy holds it to
 * that. `masked` as given to `drawDatabase`: the page says which it shows.
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
  const examples = picture.entities.some((entity) => entity.examples.length > 0)
  const about = !examples
    ? 'No example items were read.'
    : options.masked
      ? 'Example items come from the data; their values are masked, whole numbers in keys excepted.'
      : 'Example items come from the data, with their real values: treat this page like the data.'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(`Design of ${picture.name}`)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${escapeHtml(picture.name)}</h1>
<p class="muted">How the database ${escapeHtml(picture.database)} folds into one DynamoDB table: partition key <code>${escapeHtml(partitionKey)}</code>${sortKey === null ? '' : `, sort key <code>${escapeHtml(sortKey)}</code>`}, entity type in <code>${escapeHtml(entityType)}</code>. ${about}</p>
<ul class="facts">${facts.map(([value, what]) => `<li><b>${number(value)}</b> ${what}</li>`).join('')}</ul>
<div class="legend">${groups.map((group) => `<span class="chip" style="--h:${hueOf(group)}">${escapeHtml(group)}</span>`).join('')}</div>
<div class="card"><div class="body scroll">${flowSvg(picture, hueOf)}</div></div>
<p class="muted">Full lines: rows that become items. Dotted lines: values that are copied or counted into them.</p>
<h2>Item collections</h2>
<p class="muted">Items with one partition key lie together and are read by one query, in the order of the sort key.</p>
<div class="cards">${collectionCards(picture, hueOf)}</div>
${picture.indexes.length === 0 ? '' : `<h2>Indexes</h2>\n<div class="cards">${indexCards(picture, hueOf)}</div>`}
<h2>Entities</h2>
${entityCards(picture, hueOf)}
</main>
</body>
</html>
`
}
