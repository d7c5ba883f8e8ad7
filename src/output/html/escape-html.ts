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
