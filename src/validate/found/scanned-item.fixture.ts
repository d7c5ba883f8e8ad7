import type { Item } from '../../codec/value/attribute-value.ts'
import type { ResolvedTable } from '../../mapping/resolved.ts'
import { toWireItem } from '../../dynamodb/wire-item.ts'
import { scanAnswer } from './scan-answer.ts'
import { WireScanner, type ScannedItem } from './wire-scanner.ts'

/** An item as a scan reads it. */
export function scannedItem(table: ResolvedTable, item: Item): ScannedItem {
  const read: ScannedItem[] = []
  scanAnswer(new WireScanner(table), Buffer.from(JSON.stringify({ Items: [toWireItem(item)] })), (scanned) =>
    read.push(scanned),
  )
  const [scanned] = read
  if (scanned === undefined) throw new Error('the scanner has read nothing')
  return scanned
}
