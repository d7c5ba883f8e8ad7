import { textBlock } from '../output/text/text-block.ts'
import type { CliContext } from './cli-context.ts'

/**
 * What a command without a display of its own has to say of how it found source and target: each note a line on stderr.
 */
export function sayNotes({ stderr }: CliContext, notes: readonly string[]): void {
  if (notes.length > 0) stderr.write(`${textBlock(notes.map((note) => `Note: ${note}`))}\n`)
}
