import type { Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import { toWireItem } from '../../dynamodb/item-json.ts'
import { createWireScanner, scanAnswer, type ScannedItem } from './wire-scanner.ts'

/** An item as a scan reads it. */
export function scannedItem(table: ResolvedTable, item: Item): ScannedItem {
  const read: ScannedItem[] = []
  scanAnswer(createWireScanner(table), Buffer.from(JSON.stringify({ Items: [toWireItem(item)] })), (scanned) =>
    read.push(scanned),
  )
  const [scanned] = read
  if (scanned === undefined) throw new Error('the scanner has read nothing')
  return scanned
}
