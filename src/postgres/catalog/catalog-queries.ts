/**
 * The catalog in five queries, each giving one JSON array: few round trips, whatever the number of tables.
 * `own` are the namespaces that are neither the system's nor temporary.
 */
const own = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp|toast_temp)'`

/**
 * Partitions stand in their parent: not listed, but their rows and bytes are added up there. `children` tells of plain
 * inheritance, where keys of the parent say nothing about the rows of its children.
 */
export const relationsQuery = asJson(`
  SELECT c.oid::int8 AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
    CASE WHEN c.relkind = 'p' THEN coalesce(
        (SELECT CASE WHEN bool_and(l.reltuples < 0) THEN -1 ELSE sum(greatest(l.reltuples, 0)) END
         FROM pg_partition_tree(c.oid) p JOIN pg_class l ON l.oid = p.relid WHERE p.isleaf), 0)
      ELSE c.reltuples END::float8 AS rows,
    CASE c.relkind
      WHEN 'p' THEN coalesce((SELECT sum(pg_total_relation_size(p.relid)) FROM pg_partition_tree(c.oid) p WHERE p.isleaf), 0)
      WHEN 'r' THEN pg_total_relation_size(c.oid)
      WHEN 'm' THEN pg_total_relation_size(c.oid)
      ELSE 0 END::int8 AS bytes,
    CASE WHEN c.relkind IN ('r', 'p') THEN row_security_active(c.oid) ELSE false END AS "rowSecurity",
    c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid) AS children
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${own} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`)

/**
 * Attributes of those relations, of every composite type and of tables used as a type.
 * From PostgreSQL 18 `attnotnull` is also set while the constraint is not validated: then there may be NULLs.
 */
export const attributesQuery = asJson(`
  SELECT a.attrelid::int8 AS relation, a.attnum AS position, a.attname AS name, a.atttypid::int8 AS type, a.atttypmod AS modifier,
    NOT a.attnotnull OR EXISTS (
      SELECT FROM pg_constraint k WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND NOT k.convalidated AND k.conkey = ARRAY[a.attnum]) AS nullable,
    a.attgenerated <> '' AS generated,
    EXISTS (SELECT FROM pg_collation l WHERE l.oid = a.attcollation AND NOT l.collisdeterministic) AS "coarseCollation",
    (SELECT json_build_object('schema', ln.nspname, 'name', l.collname) FROM pg_collation l JOIN pg_namespace ln ON ln.oid = l.collnamespace WHERE l.oid = a.attcollation) AS collation
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${own} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attrelid, a.attnum`)

/** An array type is the one that its element names as such; int2vector and the like only look like one. */
export const typesQuery = asJson(`
  SELECT t.oid::int8 AS oid, t.typname AS name, t.typtype AS kind,
    (SELECT e.oid::int8 FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid) AS element,
    nullif(t.typbasetype, 0)::int8 AS base, t.typtypmod AS modifier, nullif(t.typrelid, 0)::int8 AS relation,
    r.rngsubtype::int8 AS subtype,
    (SELECT json_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid) AS labels
  FROM pg_type t LEFT JOIN pg_range r ON t.oid IN (r.rngtypid, r.rngmultitypid)`)

/**
 * Valid btree indexes over plain columns in their own order. One with another operator class or collation than its
 * column cannot serve a range of the column, so it is left out; a deferrable key may be broken inside a transaction, so
 * it is no key.
 */
export const indexesQuery = asJson(`
  SELECT i.indrelid::int8 AS relation, x.relname AS name, i.indisunique AND i.indimmediate AS "unique", i.indisprimary AS "primary",
    i.indisunique AND i.indimmediate AND i.indpred IS NULL AS key, i.indpred IS NOT NULL AS partial,
    (SELECT json_agg(a.attname ORDER BY k.place)
     FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, place)
     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
     WHERE k.place <= i.indnkeyatts) AS columns
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
    JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${own} AND m.amname = 'btree' AND i.indisvalid AND i.indisready AND i.indislive AND i.indexprs IS NULL AND NOT c.relispartition
    AND NOT EXISTS (
      SELECT FROM generate_series(0, i.indnkeyatts - 1) g(place)
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[g.place]
      JOIN pg_opclass o ON o.oid = i.indclass[g.place]
      WHERE NOT o.opcdefault OR i.indcollation[g.place] <> a.attcollation)
  ORDER BY i.indrelid, x.relname COLLATE "C"`)

export const foreignKeysQuery = asJson(`
  SELECT k.conrelid::int8 AS relation, k.conname AS name, rn.nspname AS schema, r.relname AS "table",
    (SELECT json_agg(a.attname ORDER BY u.place) FROM unnest(k.conkey) WITH ORDINALITY u(attnum, place)
     JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum) AS columns,
    (SELECT json_agg(a.attname ORDER BY u.place) FROM unnest(k.confkey) WITH ORDINALITY u(attnum, place)
     JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum) AS "references"
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace rn ON rn.oid = r.relnamespace
  WHERE ${own} AND k.contype = 'f' AND k.conparentid = 0 AND NOT c.relispartition
  ORDER BY k.conrelid, k.conname COLLATE "C"`)

function asJson(query: string): string {
  return `SELECT coalesce(json_agg(q), '[]') FROM (${query}) q`
}
