/**
 * Lets the browser break escaped text of keys and names behind their separators, so that on a narrow screen no word is
 * broken in the middle. The entities that `escapeHtml` writes stay whole.
 */
export function breakPoints(escaped: string): string {
  return escaped.replaceAll(/&[a-z#0-9]+;|[#/_.:|]|(?<=\w)-(?=\w)/g, (found) =>
    found.length > 1 ? found : `${found}<wbr>`,
  )
}
