import { displayWidth, padToWidth } from './display-width.ts'

export interface TableColumn {
  readonly title: string
  readonly align: 'left' | 'right'
}

/** Plain columns two spaces apart, the header first; nothing is cut, because a report may be searched and copied. */
export function textTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((column, index) =>
    Math.max(displayWidth(column.title), ...rows.map((row) => displayWidth(row[index] ?? ''))),
  )
  const line = (cells: readonly string[]) =>
    columns
      .map((column, index) => {
        const cell = cells[index] ?? ''
        const width = widths[index] ?? 0
        return column.align === 'left'
          ? padToWidth(cell, width)
          : ' '.repeat(Math.max(0, width - displayWidth(cell))) + cell
      })
      .join('  ')
      .trimEnd()
  return [line(columns.map((column) => column.title)), ...rows.map(line)]
}
