import { escapeHtml } from './escape-html.ts'

const number = /^[\d,.]+$/

/** A table of texts, escaped here; a column of numbers is set right, its head with it. No heads: no head row. */
export function htmlTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.every((text) => text === '')
    ? ''
    : `<thead><tr>${heads.map((text, at) => `<th${ofNumbers(rows, at)}>${escapeHtml(text)}</th>`).join('')}</tr></thead>`
  const body = rows
    .map(
      (cells) =>
        `<tr>${cells.map((cell) => `<td${number.test(cell) ? ' class="number"' : ''}>${escapeHtml(cell)}</td>`).join('')}</tr>`,
    )
    .join('\n')
  return `<div class="scroll"><table>${head}<tbody>${body}</tbody></table></div>`
}

function ofNumbers(rows: readonly (readonly string[])[], column: number): string {
  return rows.length > 0 && rows.every((cells) => number.test(cells[column] ?? '')) ? ' class="number"' : ''
}
