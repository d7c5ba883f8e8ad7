/** Characters that end a line or do not show; in a name they must neither end a comment nor hide. */
export const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** A string literal in single quotes. */
export function printLiteral(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
  return `'${escaped.replaceAll(unprintable, codePoint)}'`
}

/** A name as a member of an object: bare where JavaScript allows it, else quoted. */
export function printMember(name: string): string {
  return /^[A-Za-z_$][\w$]*$/u.test(name) && name !== '__proto__' ? name : printLiteral(name)
}

/** `{ a: 'x', b: 'y' }` */
export function printRecord(members: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(members)
    .map(([name, value]) => `${printMember(name)}: ${printLiteral(value)}`)
    .join(', ')} }`
}

export function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code <= 0xff_ff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}
