const own = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp|toast_temp)'`

/** Partitions, inheriting tables, the extension that a table belongs to, and whether this role may read it. */
const relations = asJson(`
  SELECT n.nspname AS schema, c.relname AS name,
    CASE WHEN c.relkind = 'p' THEN (SELECT count(*) FROM pg_partition_tree(c.oid) p WHERE p.isleaf) ELSE 0 END AS partitions,
    CASE WHEN c.relkind = 'r' THEN (SELECT json_agg(cn.nspname || '.' || k.relname ORDER BY cn.nspname, k.relname) FROM pg_inherits i
      JOIN pg_class k ON k.oid = i.inhrelid JOIN pg_namespace cn ON cn.oid = k.relnamespace WHERE i.inhparent = c.oid) END AS children,
    (SELECT e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' LIMIT 1) AS extension,
    has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${own} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition`)

/** Foreign keys with ON DELETE CASCADE. */
const cascades = asJson(`
  SELECT n.nspname AS schema, c.relname AS "table", k.conname AS name
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${own} AND k.contype = 'f' AND k.confdeltype = 'c' AND k.conparentid = 0`)

/**
 * What ANALYZE found. For a partitioned table the row over all partitions. pg_stats shows only columns that this role
 * may read.
 */
const statistics = asJson(`
  SELECT DISTINCT ON (s.schemaname, s.tablename, s.attname)
    s.schemaname AS schema, s.tablename AS "table", s.attname AS "column", s.n_distinct::float8 AS "distinct", s.avg_width AS bytes
  FROM pg_stats s JOIN pg_namespace n ON n.nspname = s.schemaname
  WHERE ${own}
  ORDER BY s.schemaname, s.tablename, s.attname, s.inherited DESC`)

/** What `inspect` and `init` ask beyond the catalog; each answers one JSON array. */
export const hintQueries = { relations, cascades, statistics } as const

function asJson(query: string): string {
  return `SELECT coalesce(json_agg(q), '[]') FROM (${query}) q`
}
