import { visibleLines } from '../../visible-text.ts'

/**
 * Text that may stand between tags and in a quoted attribute; marks that would turn the line around it are shown, not
 * obeyed.
 */
export function escapeHtml(text: string): string {
  return visibleLines(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

export function number(value: number): string {
  return value.toLocaleString('en-US')
}

/** A table of texts, escaped here; a column of numbers is set right. No heads: no head row. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
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
