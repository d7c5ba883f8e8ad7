import { z } from 'zod'
import type { Catalog, CatalogTable, TableKind } from '../../catalog/catalog.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { attributesQuery, foreignKeysQuery, indexesQuery, relationsQuery, typesQuery } from './catalog-queries.ts'
import type { SourceClient } from '../connection/connect.ts'
import { describeSource } from '../connection/source-config.ts'
import { createPgTypeResolver } from './pg-type-resolver.ts'

const relationRows = z.array(
  z.object({
    oid: z.number(),
    schema: z.string(),
    name: z.string(),
    kind: z.enum(['r', 'p', 'v', 'm', 'f']),
    rows: z.number(),
    bytes: z.number(),
    rowSecurity: z.boolean(),
    children: z.boolean(),
  }),
)
const attributeRows = z.array(
  z.object({
    relation: z.number(),
    position: z.number(),
    name: z.string(),
    type: z.number(),
    modifier: z.number(),
    nullable: z.boolean(),
    generated: z.boolean(),
    coarseCollation: z.boolean(),
    collation: z.object({ schema: z.string(), name: z.string() }).nullable(),
  }),
)
const typeRows = z.array(
  z.object({
    oid: z.number(),
    name: z.string(),
    kind: z.string(),
    element: z.number().nullable(),
    base: z.number().nullable(),
    modifier: z.number(),
    relation: z.number().nullable(),
    subtype: z.number().nullable(),
    labels: z.array(z.string()).nullable(),
  }),
)
const indexRows = z.array(
  z.object({
    relation: z.number(),
    name: z.string(),
    unique: z.boolean(),
    primary: z.boolean(),
    key: z.boolean(),
    partial: z.boolean(),
    columns: z.array(z.string()),
  }),
)
const foreignKeyRows = z.array(
  z.object({
    relation: z.number(),
    name: z.string(),
    schema: z.string(),
    table: z.string(),
    columns: z.array(z.string()),
    references: z.array(z.string()),
  }),
)

const kinds: Readonly<Record<'r' | 'p' | 'v' | 'm' | 'f', TableKind>> = {
  r: 'table',
  p: 'partitioned',
  v: 'view',
  m: 'materialized-view',
  f: 'foreign',
}

/**
 * Everything that a mapping can name: tables, views and foreign tables of all schemas but the system's, sorted by
 * schema and name. A table with inheriting children keeps no keys, because reading it reads the children too, where the
 * keys of the parent do not hold.
 */
export async function readCatalog(client: SourceClient, signal: AbortSignal): Promise<Catalog> {
  const relations = await read(client, relationsQuery, relationRows, signal)
  const attributes = byRelation(await read(client, attributesQuery, attributeRows, signal))
  const types = await read(client, typesQuery, typeRows, signal)
  const indexes = byRelation(await read(client, indexesQuery, indexRows, signal))
  const foreignKeys = byRelation(await read(client, foreignKeysQuery, foreignKeyRows, signal))
  const [database] = (await client.rows('SELECT current_database()', { signal }))[0] ?? []
  const resolveType = createPgTypeResolver(types, attributes)

  return {
    database: database ?? '',
    serverVersion: client.serverVersion,
    tables: relations.map((relation): CatalogTable => {
      const own = indexes.get(relation.oid) ?? []
      const keys = relation.children ? [] : own.filter((index) => index.key)
      return {
        schema: relation.schema,
        name: relation.name,
        kind: kinds[relation.kind],
        estimatedRows: Math.round(relation.rows),
        totalBytes: relation.bytes,
        rowSecurity: relation.rowSecurity,
        columns: (attributes.get(relation.oid) ?? []).map(
          ({ name, position, type, modifier, nullable, generated, coarseCollation, collation }) => ({
            name,
            position,
            type: resolveType(type, modifier),
            nullable,
            generated,
            ...(coarseCollation ? { coarseCollation } : {}),
            ...(collation === null ? {} : { collation }),
          }),
        ),
        primaryKey: keys.find((index) => index.primary)?.columns ?? [],
        uniqueKeys: keys.map(({ name, columns }) => ({ name, columns })),
        indexes: own.map(({ name, columns, unique, partial }) => ({
          name,
          columns,
          unique: unique && !relation.children,
          partial,
        })),
        foreignKeys: (foreignKeys.get(relation.oid) ?? []).map(({ name, columns, schema, table, references }) => ({
          name,
          columns,
          references: { schema, table, columns: references },
        })),
      }
    }),
  }
}

async function read<T>(client: SourceClient, sql: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
  const [json] = (await client.rows(sql, { signal }))[0] ?? []
  const parsed = schema.safeParse(JSON.parse(json ?? '[]'))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new PgfoldError('CATALOG_UNREADABLE', {
    detail: `${describeSource(client.config)}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  })
}

function byRelation<T extends { readonly relation: number }>(rows: readonly T[]): ReadonlyMap<number, readonly T[]> {
  return Map.groupBy(rows, (row) => row.relation)
}
