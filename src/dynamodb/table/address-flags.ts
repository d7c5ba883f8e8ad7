import { mappingFlag } from '../../mapping/mapping-flag.ts'
import type { MappingOrigin } from '../../mapping/mapping-origin.ts'
import { shellQuote } from '../../shell-quote.ts'

/** Where a table is, as far as somebody said so. */
export interface TableAddress {
  readonly table: string
  readonly endpoint?: string | null | undefined
  readonly region?: string | null | undefined
}

/**
 * The flags that a printed command needs to find the same mapping and the same table from another shell. The database
 * is not among them: its address may hold a password, so it stays in its variable.
 */
export function addressFlags(mapping: MappingOrigin | null | undefined, address: TableAddress): string {
  return `${mappingFlag(mapping ?? undefined)} --table ${shellQuote(address.table)}${placeFlags(address)}`
}

/** Endpoint and region, with a blank before each; pgfold and the AWS CLI spell them alike. */
export function placeFlags({ endpoint, region }: Omit<TableAddress, 'table'>): string {
  return [
    ...(endpoint === undefined || endpoint === null ? [] : [` --endpoint-url ${shellQuote(endpoint)}`]),
    ...(region === undefined || region === null ? [] : [` --region ${shellQuote(region)}`]),
  ].join('')
}
