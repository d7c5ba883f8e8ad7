/**
 * What a terminal or an editor obeys instead of showing, or does not show at all: control characters (C0, DEL, C1, so
 * every escape sequence), format characters (bidirectional marks and isolates, zero-width characters, tags), line and
 * paragraph separators, fillers and other characters that Unicode wants ignored, and halves of surrogate pairs. Source:
 * Unicode Standard Annex #44, general categories Cc, Cf, Cs, Zl, Zp and the property Default_Ignorable_Code_Point;
 * "Trojan Source" (CVE-2021-42574) for the bidirectional ones.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu
const unseenButLineEnds = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' }

/**
 * A text of any origin (a name, a key, a message of a server) as one line in which everything can be seen:
 * `a\u001b[2Jb`. The escapes are those of JSON, one for each UTF-16 unit. A backslash stays as it is, so that a text
 * may pass through here twice; the exact text is in the JSON output.
 */
export function visibleText(text: string): string {
  return text.replaceAll(unseen, escaped)
}

/**
 * The same for a text of several lines: its line ends stay. JSON keeps its meaning, because it has the same escapes.
 */
export function visibleLines(text: string): string {
  return text.replaceAll(unseenButLineEnds, escaped)
}

function escaped(character: string): string {
  const known = short[character]
  if (known !== undefined) return known
  // By unit, not by code point: a pair becomes two escapes, as JSON has it.
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('')
}
