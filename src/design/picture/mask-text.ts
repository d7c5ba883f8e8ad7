/**
 * Letters become x or X, digits 0, anything else beyond ASCII x; spaces and punctuation stay, so that the shape can be
 * seen.
 */
export function maskText(text: string): string {
  return text.replace(/[^\x20-\x7e]|[A-Za-z0-9]/gu, (character) => {
    if (/[0-9]/u.test(character)) return '0'
    return /\p{Lu}/u.test(character) ? 'X' : 'x'
  })
}
