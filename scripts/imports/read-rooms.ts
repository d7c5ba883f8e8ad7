/** A folder of `src` as ARCHITECTURE.md has it. */
export interface Room {
  /** Below `src`, without a slash at its end; empty for the files of `src` itself. */
  readonly folder: string
  /** Folders whose files its own may import: `codec` stands for that folder alone, `codec/*` for all below it too. */
  readonly mayImport: readonly string[]
}

/**
 * The rooms of the table under "## Folders": folder, purpose, what it may import. The table is the rule itself, not a
 * copy of it. A folder without a row of its own belongs to the nearest one above it that has one.
 *
 * @throws Error where a row has no purpose, or where there is no table
 */
export function readRooms(architecture: string): readonly Room[] {
  const section = architecture.split(/^## /m).find((part) => part.startsWith('Folders')) ?? ''
  const rooms = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map(readRow)
  if (rooms.length === 0) throw new Error('ARCHITECTURE.md has no table under "## Folders"')
  return rooms
}

function readRow(line: string): Room {
  const [, folderCell = '', purpose = '', importCell = ''] = line.split('|').map((cell) => cell.trim())
  const folder = folderCell.replaceAll('`', '').replace(/\/$/, '')
  if (purpose === '') throw new Error(`ARCHITECTURE.md does not say what ${folder}/ is for`)
  const names = importCell.replaceAll('`', '').split(/,\s*/)
  return { folder: folder === 'src' ? '' : folder, mayImport: names.filter((name) => name !== '' && name !== '–') }
}

/** The row that a file falls under: that of the longest folder that holds it. */
export function roomOf(file: string, rooms: readonly Room[]): Room | null {
  let best: Room | null = null
  for (const room of rooms) {
    const holds = room.folder === '' ? !file.includes('/') : file.startsWith(`${room.folder}/`)
    if (holds && (best === null || room.folder.length > best.folder.length)) best = room
  }
  return best
}

export function mayImport(from: Room, to: Room): boolean {
  if (from === to) return true
  return from.mayImport.some((name) =>
    name.endsWith('/*')
      ? to.folder === name.slice(0, -2) || to.folder.startsWith(name.slice(0, -1))
      : to.folder === name,
  )
}
