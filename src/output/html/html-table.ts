import { escapeHtml } from './escape-html.ts'
import { formatCount } from '../../format-count.ts'

/** A table of texts, escaped here; a column of numbers is set right. No heads: no head row. */
export function htmlTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.every((text) => text === '')
    ? ''
    : `<thead><tr>${heads.map((text) => `<th>${escapeHtml(text)}</th>`).join('')}</tr></thead>`
  const body = rows
    .map(
      (cells) =>
        `<tr>${cells.map((cell) => `<td${/^[\d,.]+$/.test(cell) ? ' class="number"' : ''}>${escapeHtml(cell)}</td>`).join('')}</tr>`,
    )
    .join('\n')
  return `<div class="scroll"><table>${head}<tbody>${body}</tbody></table></div>`
}
