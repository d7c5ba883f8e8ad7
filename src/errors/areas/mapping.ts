import { defineErrors, type ErrorEntry } from '../error-entry.ts'

type MappingError = Pick<ErrorEntry, 'title' | 'why' | 'fix'>

/** A mapping that cannot run is a matter of configuration: exit code 78, before anything is read or written. */
function refused(entry: MappingError): ErrorEntry {
  return { ...entry, exit: 78, retry: 'stop' }
}

/** A remark: the mapping runs, and somebody should know. */
function remark(entry: MappingError): ErrorEntry {
  return { ...entry, exit: 0, retry: 'stop' }
}

export const mappingErrors = defineErrors({
  MAPPING_FILE_UNREADABLE: refused({
    title: 'the mapping file could not be loaded',
    why: 'The file does not exist, or running it ended with an error.',
    fix: 'Check the path; run the file alone with node to see its own error.',
  }),
  MAPPING_FILE_WITHOUT_MAPPING: refused({
    title: 'the file exports no mapping',
    why: 'A mapping file exports what defineMapping gives, as its default export or under the name "mapping".',
    fix: 'Write: export const mapping = defineMapping({ … })',
  }),
  MAPPING_SCHEMA: refused({
    title: 'the mapping is not well formed',
    why: 'The definition does not have the shape that the mapping language asks for.',
    fix: 'Mend the places named; docs/mapping.md shows every part by example.',
  }),
  MAPPING_INVALID: refused({
    title: 'the mapping does not fit the database',
    why: 'Running it would fail later, or give other items than it says.',
    fix: 'Mend the places named; "pgfold check" lists them all again.',
  }),
  MAPPING_UNKNOWN_TABLE: refused({
    title: 'no such table',
    why: 'The table is not in the database, or this role may not see it.',
    fix: 'Check the spelling and the schema; "pgfold inspect" lists the tables.',
  }),
  MAPPING_AMBIGUOUS_TABLE: refused({
    title: 'several schemas have a table of this name',
    why: 'None of them is "public", so that the name alone does not say which is meant.',
    fix: "Write the schema too: 'schema.table'.",
  }),
  MAPPING_UNKNOWN_COLUMN: refused({
    title: 'no such column',
    why: 'Columns are found by name in the live database.',
    fix: 'Check the spelling; in a database that lacks the column, leave it out of the mapping.',
  }),
  MAPPING_UNKNOWN_LOOKUP: refused({
    title: 'no such look-up',
    why: 'A value "a.b" is column b of look-up a, which the entity declares under "lookups", before its first use.',
    fix: "Declare it: lookups: { owner: one('users', { id: 'owner_id' }) }",
  }),
  MAPPING_UNKNOWN_INDEX: refused({
    title: 'no such index',
    why: 'The entity fills an index that the table does not declare.',
    fix: 'Declare it under table.indexes, or use one that is there.',
  }),
  MAPPING_UNKNOWN_BRANCH: refused({
    title: 'no such branch',
    why: 'present() and first() name a branch of the union that the entity is read from.',
    fix: 'Use a name given in from: union({ … }).',
  }),
  MAPPING_UNKNOWN_ENTITY: refused({
    title: 'no such entity or group',
    why: 'Entities are chosen by their name or by the name of their group.',
    fix: 'Check the spelling.',
  }),
  MAPPING_UNKNOWN_TYPE: refused({
    title: 'no such type',
    why: 'A column of a query is declared with a type that neither PostgreSQL nor the database is known to have.',
    fix: "Use the name that PostgreSQL uses, for example 'int8', 'text', 'timestamptz', 'text[]'.",
  }),
  MAPPING_TEMPLATE_SYNTAX: refused({
    title: 'the template cannot be read',
    why: 'Placeholders are {column}, {look-up.column} or {column|format}; names with other characters are quoted: {"Odd.Name"}; {{ and }} are braces.',
    fix: 'Mend the template at the column named.',
  }),
  MAPPING_UNKNOWN_FORMAT: refused({
    title: 'no such format',
    why: 'Formats are pad:<width>, lower, upper, escape, iso, epoch-seconds, epoch-millis, epoch-micros and shard:<count>.',
    fix: 'Check the spelling and the number after the colon.',
  }),
  MAPPING_WRONG_TYPE: refused({
    title: 'the type of the column does not allow this',
    why: 'The value could not be formed, compared, added up or ordered as the mapping says.',
    fix: 'Choose another column or another form.',
  }),
  MAPPING_KEY_MISSING: refused({
    title: 'a half of the key is missing',
    why: 'An item needs every key attribute of the table, and an index shows only items that have all of its key attributes.',
    fix: 'Give the missing half; a fixed text such as METADATA will do for a sort key.',
  }),
  MAPPING_KEY_NOT_WANTED: refused({
    title: 'a key half is given that the table does not have',
    why: 'The half is the name of the entity or a key of the table itself, or the key has no such half.',
    fix: 'Leave it out.',
  }),
  MAPPING_KEY_CONSTANT: refused({
    title: 'every row would get the same key',
    why: 'The key holds no value of the row, so that all rows would fold into one item.',
    fix: 'Put a column that tells the rows apart into pk or sk.',
  }),
  MAPPING_KEY_AMBIGUOUS: refused({
    title: 'different rows could get the same key',
    why: 'Where one value ends and the next begins cannot be told from the text of the key.',
    fix: 'Put a separator that the values cannot hold between them, or write the value with |escape, which keeps # out of it.',
  }),
  MAPPING_KEY_MERGES: refused({
    title: 'the format makes different values equal',
    why: 'lower, upper and shard forget what told the rows apart; rows with different values would overwrite each other.',
    fix: 'Use the plain value in the key of the table; lower, upper and shard belong into index keys, or beside the plain value.',
  }),
  MAPPING_KEY_LOOKUP: refused({
    title: 'the key of the item is built from another table',
    why: 'A look-up may find nothing, and rows that share the related row would share the key.',
    fix: 'Use columns of the source in the key; look-up values belong into index keys and attributes.',
  }),
  MAPPING_KEY_COLLISION: refused({
    title: 'items of two entities could have the same key',
    why: 'Both key templates can give the same text, and the later item would replace the earlier one.',
    fix: 'Begin pk or sk with a text of its own per entity, for example ORDER#.',
  }),
  MAPPING_IDENTITY_TYPE: refused({
    title: 'rows cannot be told apart by this type as they are by the key',
    why: 'PostgreSQL calls values of this type equal although their text differs, or cannot compare them at all.',
    fix: 'Build the key from another column, or give the column as text: sql(…).',
  }),
  MAPPING_ATTRIBUTE_DUPLICATE: refused({
    title: 'two values for one attribute',
    why: 'An item has each attribute once; one of the two would be lost.',
    fix: 'Rename one of them, or leave the column out: allColumns({ except: […] }).',
  }),
  MAPPING_ATTRIBUTE_RESERVED: refused({
    title: 'the attribute is a key of the table or of an index',
    why: 'Key attributes are written from the templates; an attribute of the same name would overwrite them.',
    fix: "Rename the attribute: allColumns({ rename: { type: 'user_type' } }).",
  }),
  MAPPING_NOT_IN_UNION: refused({
    title: 'the value has no single row to come from',
    why: 'Rows of several tables fold into one item; a plain column would be that of any one of them.',
    fix: "Say which: least('…'), greatest('…') or first('branch', '…').",
  }),
  MAPPING_ONLY_IN_UNION: refused({
    title: 'the value needs a union as its source',
    why: 'present() and first() speak of the branches of a union.',
    fix: 'Use exists() or a look-up.',
  }),
  MAPPING_LOOKUP_NOT_UNIQUE: refused({
    title: 'the look-up may find more than one row',
    why: 'No primary key or unique key of the related table lies within the columns of the look-up.',
    fix: 'Use columns that are unique, or take a list: gather() or gatherMaps().',
  }),
  MAPPING_ROW_SECURITY: refused({
    title: 'row-level security hides rows from this role',
    why: 'Policies apply to the role of this connection; rows that it may not see would be missing from the table without a word.',
    fix: 'Connect as the owner of the table or as a role with BYPASSRLS: alter role … bypassrls;',
  }),
  MAPPING_ATTRIBUTE_SHARED: refused({
    title: 'two indexes take the same key attribute from different templates',
    why: 'An item has the attribute once, so both indexes see the same text.',
    fix: 'Use the same template in both, or attributes of their own.',
  }),
  MAPPING_CHUNK_COLUMN: refused({
    title: 'the work cannot be split by this column',
    why: 'Rows that fold into one item must lie in one chunk, and ranges need a type with an order.',
    fix: 'Name a column of the key, or leave chunkBy out.',
  }),
  MAPPING_INDEX_ADVISED: remark({
    title: 'no index serves this relation',
    why: 'PostgreSQL reads the whole related table for it.',
    fix: 'Create the index named; it speeds up the load and the validation.',
  }),
  MAPPING_COLLATIONS_DIFFER: remark({
    title: 'two columns are compared whose collations disagree about which texts are equal',
    why: 'One of the collations is nondeterministic: it calls different texts equal, as "a" and "A". The related column decides, so that a row that is unique there is found once.',
    fix: 'Give both columns one collation, if that is what is meant.',
  }),
  MAPPING_COLLATIONS_MIXED: refused({
    title: 'the tables of one relation disagree about which texts are equal',
    why: 'They are counted together by this column, and its collation is nondeterministic in one of them: it calls different texts equal there and not in the other.',
    fix: 'Give the columns one collation, or make a relation of each table.',
  }),
  MAPPING_CHUNK_NOT_INDEXED: remark({
    title: 'no index serves the chunks of this entity',
    why: 'Each chunk scans the whole table.',
    fix: 'Create an index that leads with a column of the key, or name another with chunkBy.',
  }),
  MAPPING_WITHOUT_PRIMARY_KEY: remark({
    title: 'the source has no primary key',
    why: 'Rows with the same item key fold into one; which of them stays is decided by all comparable columns in turn.',
    fix: 'Say which row stays: duplicates: keepFirst({ by: … }), or add a primary key.',
  }),
  MAPPING_FOREIGN_TABLE: remark({
    title: 'the source is a foreign table',
    why: 'Its rows lie on another server, which the snapshot does not reach: each session sees them as they are when it first reads them.',
    fix: 'Let nothing write to it while the run goes on; a run whose rows no longer add up ends with RUN_NOT_CONSERVED.',
  }),
  MAPPING_INDEX_UNUSED: remark({
    title: 'no entity fills this index',
    why: 'It stays empty and still counts against the limit of the table.',
    fix: 'Leave it out of table.indexes, or give an entity a key for it.',
  }),
  MAPPING_INEXACT_SUM: remark({
    title: 'a sum of floating point numbers is rounded',
    why: 'Each addition rounds to the digits of the type; the sum is the same in every run, but not exact.',
    fix: 'Sum a numeric or integer column.',
  }),
})
