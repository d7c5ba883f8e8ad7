import { expect, test } from 'vitest'
import { LiveBlock } from './live-block.ts'

const escape = '\u001b['
const eraseBelow = '\u001b[J'

/** Just enough of a terminal: cursor up, carriage return, erase below, and text. */
function screen(writes: readonly string[]): string[] {
  const lines: string[] = ['']
  for (const write of writes) {
    const erases = write.startsWith(escape)
    const height = erases ? Number.parseInt(write.slice(escape.length), 10) : 0
    if (erases) lines.splice(lines.length - 1 - height, height + 1, '')
    for (const character of erases ? write.slice(write.indexOf(eraseBelow) + eraseBelow.length) : write) {
      if (character === '\n') lines.push('')
      else lines[lines.length - 1] += character
    }
  }
  return lines
}

test('the block stays below what is printed, whatever its height', () => {
  const writes: string[] = []
  let block = ['a', 'b']
  const live = new LiveBlock({ write: (text) => writes.push(text), columns: 80, rows: 24 }, () => block)
  live.redraw()
  live.print(['first'])
  block = ['a', 'b', 'c']
  live.redraw()
  block = ['z']
  live.print(['second', 'third'])
  live[Symbol.dispose]()
  expect(screen(writes)).toEqual(['first', 'second', 'third', 'z', ''])
})

test('every change is one write, so that nothing flickers', () => {
  const writes: string[] = []
  using live = new LiveBlock({ write: (text) => writes.push(text) }, (width) => [`${width}`])
  live.redraw()
  live.print(['x'])
  expect(writes).toEqual(['80\n', '\u001b[1A\r\u001b[Jx\n80\n'])
})
