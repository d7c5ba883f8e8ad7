import { unprintable, codePoint } from './print-literal.ts'

/** Comment lines of at most `width` characters, each after the indentation; the text cannot leave the comment. */
export function printComment(text: string, indent: string, width = 140): readonly string[] {
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
