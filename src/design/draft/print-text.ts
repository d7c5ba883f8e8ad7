/** Characters that end a line or do not show; in a name they must neither end a comment nor hide. */
const unprintable = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** A string literal in single quotes. */
export function literal(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
  return `'${escaped.replaceAll(unprintable, codePoint)}'`
}

/** A name as a member of an object: bare where JavaScript allows it, else quoted. */
export function member(name: string): string {
  return /^[A-Za-z_$][\w$]*$/u.test(name) && name !== '__proto__' ? name : literal(name)
}

/** `{ a: 'x', b: 'y' }` */
export function record(members: Readonly<Record<string, string>>): string {
  return `{ ${Object.entries(members)
    .map(([name, value]) => `${member(name)}: ${literal(value)}`)
    .join(', ')} }`
}

/** Comment lines of at most `width` characters, each after the indentation; the text cannot leave the comment. */
export function comment(text: string, indent: string, width = 140): readonly string[] {
  const room = Math.max(40, width - indent.length - 3)
  const lines: string[] = []
  let line = ''
  for (const word of text.replaceAll(unprintable, codePoint).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  const hang = text.startsWith('- ') ? '  ' : ''
  return [...lines, line].map((part, place) => `${indent}// ${place === 0 ? '' : hang}${part}`.trimEnd())
}

function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code <= 0xff_ff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}
