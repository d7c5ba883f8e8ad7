import { z } from 'zod'
import { quoteIdentifier, quoteTable } from '../postgres/quote.ts'
import type { NeededGrants } from './needed-grants.ts'

const grantKindSchema = z.enum(['connect', 'usage', 'select', 'execute', 'bypass-row-security'])

const grantStatementSchema = z.object({ kind: grantKindSchema, sql: z.string() })
export type GrantStatement = z.infer<typeof grantStatementSchema>

/** `grants --json`: fields are only added. */
export const grantsSchema = z.object({
  mapping: z.object({ name: z.string(), hash: z.string() }),
  database: z.string(),
  role: z.string(),
  statements: z.array(grantStatementSchema),
  notes: z.array(z.string()),
})
export type Grants = z.infer<typeof grantsSchema>

/** One statement for each right, in an order in which they can be run. */
export function grantStatements(needed: NeededGrants, role: string): readonly GrantStatement[] {
  const to = `TO ${quoteIdentifier(role)}`
  return [
    { kind: 'connect', sql: `GRANT CONNECT ON DATABASE ${quoteIdentifier(needed.database)} ${to};` },
    ...needed.schemas.map((schema): GrantStatement => ({
      kind: 'usage',
      sql: `GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)} ${to};`,
    })),
    ...needed.tables.map((table): GrantStatement => {
      // A table without a column has nothing to be granted but itself.
      const columns = table.columns.length === 0 ? '' : ` (${table.columns.map(quoteIdentifier).join(', ')})`
      return { kind: 'select', sql: `GRANT SELECT${columns} ON ${quoteTable(table)} ${to};` }
    }),
    ...needed.functions.map((signature): GrantStatement => ({
      kind: 'execute',
      sql: `GRANT EXECUTE ON FUNCTION ${signature} ${to};`,
    })),
    ...(needed.rowSecurity.length === 0
      ? []
      : [{ kind: 'bypass-row-security' as const, sql: `ALTER ROLE ${quoteIdentifier(role)} BYPASSRLS;` }]),
  ]
}

/** What a statement cannot say. */
export function grantNotes(needed: NeededGrants): readonly string[] {
  return [
    ...(needed.rowSecurity.length === 0
      ? []
      : [
          `BYPASSRLS is needed because row-level security is on for ${needed.rowSecurity.join(', ')}. It covers every ` +
            'table that the role may read. A role that owns these tables needs it only where security is forced.',
        ]),
    ...(needed.foreignServers.length === 0
      ? []
      : [
          `The role may need a user mapping (CREATE USER MAPPING) for ${needed.foreignServers.length === 1 ? 'the foreign server' : 'the foreign servers'} ${needed.foreignServers.join(', ')}.`,
        ]),
  ]
}
