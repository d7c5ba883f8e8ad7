import type { Mapping } from '../mapping/define-mapping.ts'
import { resolveMapping } from '../mapping/resolve-mapping.ts'
import { readCatalog } from '../postgres/catalog/read-catalog.ts'
import { connectSource } from '../postgres/connection/connect.ts'
import type { SourceConfig } from '../postgres/connection/source-config.ts'
import { grantNotes, grantStatements, type Grants } from './grant-statements.ts'
import { neededGrants } from './needed-grants.ts'

/**
 * The least rights that this mapping needs on its source, as statements for the role. Reads the catalog only. The role
 * that asks must be one that sees the mapping's tables: an administrator's, as a rule.
 *
 * Throws MAPPING_INVALID, and errors of the area source.
 */
export async function readGrants(
  { mapping, source, role }: { readonly mapping: Mapping; readonly source: SourceConfig; readonly role: string },
  signal: AbortSignal,
): Promise<Grants> {
  await using client = await connectSource(source, { role: 'grants', signal })
  const catalog = await readCatalog(client, signal)
  // Whether a policy would hide rows from whoever asks says nothing about the role that is to be made.
  const open = { ...catalog, tables: catalog.tables.map((table) => ({ ...table, rowSecurity: false })) }
  const needed = await neededGrants(client, resolveMapping(mapping, open).mapping, signal)
  return {
    mapping: { name: mapping.definition.name, hash: mapping.hash },
    database: needed.database,
    role,
    statements: [...grantStatements(needed, role)],
    notes: [...grantNotes(needed)],
  }
}
