/**
 * Terminal columns of a text without control sequences: combining marks take none, East Asian wide characters and emoji
 * take two. An approximation by ranges; it errs towards too wide, so that a line never wraps.
 */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}

/** Cuts to at most `columns` columns and marks the cut with `mark` (one column wide). */
export function truncateToWidth(text: string, columns: number, mark = '…'): string {
  if (displayWidth(text) <= columns) return text
  if (columns <= 0) return ''
  let width = 0
  let kept = ''
  for (const character of text) {
    const next = characterWidth(character)
    if (width + next > columns - 1) break
    width += next
    kept += character
  }
  return kept + mark
}

export function padToWidth(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)))
}

function characterWidth(character: string): number {
  const point = character.codePointAt(0) ?? 0
  if (point < 0x7f) return point < 0x20 ? 0 : 1
  if (/^[\p{Mark}\p{Cf}\p{Cc}]$/u.test(character)) return 0
  return isWide(point) ? 2 : 1
}

function isWide(point: number): boolean {
  return (
    (point >= 0x1100 && point <= 0x115f) ||
    (point >= 0x2e80 && point <= 0xa4cf) ||
    (point >= 0xac00 && point <= 0xd7a3) ||
    (point >= 0xf900 && point <= 0xfaff) ||
    (point >= 0xfe30 && point <= 0xfe6f) ||
    (point >= 0xff00 && point <= 0xff60) ||
    (point >= 0xffe0 && point <= 0xffe6) ||
    (point >= 0x1f300 && point <= 0x1faff) ||
    (point >= 0x20000 && point <= 0x3fffd)
  )
}
