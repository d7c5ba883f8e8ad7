import { expect, test } from 'vitest'
import { displayWidth, truncateToWidth } from './display-width.ts'
import { formatBytes } from './format-bytes.ts'
import { countOf, formatCount } from '../../format-count.ts'
import { formatDuration } from './format-duration.ts'
import { formatPercent } from './format-percent.ts'
import { textTable } from './text-table.ts'
import { terminalOf } from './terminal.ts'

test('counts are grouped the same way on every machine', () => {
  expect([0, 999, 1_000, 125_000, 1_234_567_890].map(formatCount)).toEqual([
    '0',
    '999',
    '1,000',
    '125,000',
    '1,234,567,890',
  ])
  expect(formatCount(-12_345)).toBe('-12,345')
  expect([countOf(1, 'row'), countOf(0, 'row'), countOf(2_000, 'entry', 'entries')]).toEqual([
    '1 row',
    '0 rows',
    '2,000 entries',
  ])
})

test('durations read well at their borders', () => {
  expect([0, 999, 1_000, 59_949, 59_950, 3_599_000, 3_600_000, 172_800_000].map(formatDuration)).toEqual([
    '0 ms',
    '999 ms',
    '1.0 s',
    '59.9 s',
    '1 min 00 s',
    '59 min 59 s',
    '1 h 00 min',
    '2 d 00 h',
  ])
})

test('bytes', () => {
  expect([0, 999, 1_000, 999_949, 999_950, 409_600, 5e15].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 KB',
    '999.9 KB',
    '1.0 MB',
    '409.6 KB',
    '5000.0 TB',
  ])
})

test('a percentage never claims the end before it', () => {
  expect(formatPercent(99_999, 100_000)).toBe('99.99%')
  expect(formatPercent(9_999_999, 10_000_000)).toBe('99.99%')
  expect(formatPercent(100, 100)).toBe('100.00%')
  expect(formatPercent(0, 0)).toBe('100.00%')
})

test('widths count columns, not characters', () => {
  expect(displayWidth('abc')).toBe(3)
  expect(displayWidth('顧客')).toBe(4)
  expect(displayWidth('e\u0301')).toBe(1)
  expect(truncateToWidth('顧客の表', 5)).toBe('顧客…')
  expect(truncateToWidth('short', 5)).toBe('short')
})

test('tables align by display width', () => {
  expect(
    textTable(
      [
        { title: 'Name', align: 'left' },
        { title: 'n', align: 'right' },
      ],
      [
        ['顧客', '1'],
        ['x', '12'],
      ],
    ),
  ).toEqual(['Name   n', '顧客   1', 'x     12'])
})

test('colour and live drawing follow terminal and environment', () => {
  const tty = { write: () => true, isTTY: true }
  const pipe = { write: () => true }
  expect(terminalOf(tty, { LANG: 'de_DE.UTF-8' })).toEqual({ live: true, color: true, unicode: true })
  expect(terminalOf(tty, { NO_COLOR: '1', LANG: 'C' })).toEqual({ live: true, color: false, unicode: false })
  expect(terminalOf(tty, { CI: '1' }).live).toBe(false)
  expect(terminalOf(tty, { TERM: 'dumb', LANG: 'C.UTF-8' })).toEqual({ live: false, color: false, unicode: false })
  expect(terminalOf(pipe, { LANG: 'C.UTF-8' })).toEqual({ live: false, color: false, unicode: true })
  expect(terminalOf(pipe, { FORCE_COLOR: '1' }).color).toBe(true)
})
