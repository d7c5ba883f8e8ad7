import type { Brand } from '../../brand.ts'
import { visibleText } from '../../visible-text.ts'

/**
 * Lines for a person, joined by line ends. The type is the promise that no name, key or message among them has made a
 * line of its own: what a command prints has this type, and only `textBlock` makes it.
 */
export type TextBlock = Brand<string, 'TextBlock'>

export function textBlock(lines: readonly string[]): TextBlock {
  return lines.map(visibleText).join('\n') as TextBlock
}
