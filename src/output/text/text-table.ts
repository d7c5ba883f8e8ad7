import { visibleText } from '../../visible-text.ts'
import { displayWidth, padToWidth } from './display-width.ts'

export interface TableColumn {
  readonly title: string
  readonly align: 'left' | 'right'
}

/** Plain columns two spaces apart, the header first; nothing is cut, because a report may be searched and copied. */
export function textTable(columns: readonly TableColumn[], cells: readonly (readonly string[])[]): string[] {
  // Before they are measured: an escape is wider than what it stands for.
  const rows = cells.map((row) => row.map(visibleText))
  const widths = columns.map((column, index) =>
    Math.max(displayWidth(column.title), ...rows.map((row) => displayWidth(row[index] ?? ''))),
  )
  const line = (row: readonly string[]) =>
    columns
      .map((column, index) => {
        const cell = row[index] ?? ''
        const width = widths[index] ?? 0
        return column.align === 'left'
          ? padToWidth(cell, width)
          : ' '.repeat(Math.max(0, width - displayWidth(cell))) + cell
      })
      .join('  ')
      .trimEnd()
  return [line(columns.map((column) => column.title)), ...rows.map(line)]
}
