import { defineErrors, type ErrorEntry } from '../error-entry.ts'

type MappingError = Pick<ErrorEntry, 'title' | 'why' | 'fix'>

/** A mapping that cannot run is a matter of configuration: exit code 78, before anything is read or written. */
function refused(entry: MappingError): ErrorEntry {
  return { ...entry, exit: 78, retry: 'stop' }
}

/** A remark: the mapping runs, and somebody should know. */
function remark(entry: MappingError): ErrorEntry {
  return { ...entry, exit: 0, retry: 'note' }
}

export const mappingErrors = defineErrors({
  MAPPING_FILE_UNREADABLE: refused({
    title: 'the mapping file could not be loaded',
    why: 'The file does not exist, or running it ended with an error.',
    fix: 'Check the path. Run the file alone with node to see its own error.',
  }),
  MAPPING_FILE_WITHOUT_MAPPING: refused({
    title: 'the file exports no mapping',
    why: 'A mapping file exports the result of defineMapping, as its default export or under the name "mapping".',
    fix: 'Write: export const mapping = defineMapping({ … })',
  }),
  MAPPING_SCHEMA: refused({
    title: 'the mapping has the wrong form',
    why: 'The definition does not follow the rules of the mapping language.',
    fix: 'Correct the places named. docs/mapping.md shows every part by example.',
  }),
  MAPPING_INVALID: refused({
    title: 'the mapping does not fit the database',
    why: 'Running it would fail later, or write other items than the mapping says.',
    fix: 'Correct the places named. "pgfold check --mapping <file>" lists all problems again.',
  }),
  MAPPING_UNKNOWN_TABLE: refused({
    title: 'no such table',
    why: 'The table is not in the database, or this role may not see it.',
    fix: 'Check the spelling and the schema. "pgfold inspect" lists the tables.',
  }),
  MAPPING_AMBIGUOUS_TABLE: refused({
    title: 'several schemas have a table of this name',
    why: 'None of these schemas is "public", so the name alone does not say which table is meant.',
    fix: "Write the schema too: 'schema.table'.",
  }),
  MAPPING_UNKNOWN_COLUMN: refused({
    title: 'no such column',
    why: 'pgfold finds columns by name in the live database.',
    fix: 'Check the spelling. If this database lacks the column, remove it from the mapping.',
  }),
  MAPPING_UNKNOWN_LOOKUP: refused({
    title: 'no such look-up',
    why: '"a.b" means column b of look-up a. The entity must declare the look-up under "lookups" before its first use.',
    fix: "Declare it: lookups: { owner: one('users', { id: 'owner_id' }) }",
  }),
  MAPPING_UNKNOWN_INDEX: refused({
    title: 'no such index',
    why: 'The entity fills an index that the table does not declare.',
    fix: 'Declare it under table.indexes, or use an index that is declared.',
  }),
  MAPPING_UNKNOWN_BRANCH: refused({
    title: 'no such branch',
    why: 'present() and first() name a branch of the union that the entity reads.',
    fix: 'Use a name given in from: union({ … }).',
  }),
  MAPPING_UNKNOWN_ENTITY: refused({
    title: 'no such entity or group',
    why: 'Entities are chosen by their name or by the name of their group.',
    fix: 'Check the spelling.',
  }),
  MAPPING_UNKNOWN_TYPE: refused({
    title: 'no such type',
    why: 'The query declares a column with a type that neither PostgreSQL nor this database has.',
    fix: "Use the name that PostgreSQL uses, for example 'int8', 'text', 'timestamptz', 'text[]'.",
  }),
  MAPPING_TEMPLATE_SYNTAX: refused({
    title: 'the template cannot be read',
    why:
      'Placeholders are {column}, {look-up.column} or {column|format}. Names with other characters are quoted: ' +
      '{"Odd.Name"}. {{ and }} stand for braces.',
    fix: 'Correct the template at the position named.',
  }),
  MAPPING_UNKNOWN_FORMAT: refused({
    title: 'no such format',
    why:
      'Formats are pad:<width>, lower, upper, escape, iso, epoch-seconds, epoch-millis, epoch-micros and ' +
      'shard:<count>.',
    fix: 'Check the spelling and the number after the colon.',
  }),
  MAPPING_WRONG_TYPE: refused({
    title: 'the type of the column does not allow this',
    why: 'The value could not be formatted, compared, added up or ordered as the mapping says.',
    fix: 'Choose another column or another format.',
  }),
  MAPPING_KEY_MISSING: refused({
    title: 'part of the key is missing',
    why:
      'An item needs every key attribute of the table, and an index shows only items that have all of its key ' +
      'attributes.',
    fix: 'Add the missing part. For a sort key, a fixed text such as METADATA is enough.',
  }),
  MAPPING_KEY_NOT_WANTED: refused({
    title: 'the mapping gives a part of a key that it must not give',
    why:
      'This key attribute holds the name of the entity or a key of the table already, or the key has no such ' +
      'attribute.',
    fix: 'Remove it from the entity.',
  }),
  MAPPING_KEY_TYPE: refused({
    title: 'the value does not fit the type of the key attribute',
    why:
      'A key of type N or B is one number or one value of bytes; a template makes text. An attribute has one type in ' +
      'the keys of the table and of all its indexes, and DynamoDB refuses each item that has it with another type, ' +
      'as NULL or empty.',
    fix:
      "Give a column of such a type and nothing else, for example '{seq}' or '{created_at|epoch-millis}', choose the " +
      "form of the attribute (as: 'N'), or another type in the table section.",
  }),
  MAPPING_KEY_CONSTANT: refused({
    title: 'every row would get the same key',
    why: 'The key contains no value of the row, so all rows would collapse into one item.',
    fix: 'Put a column that tells the rows apart into pk or sk.',
  }),
  MAPPING_KEY_AMBIGUOUS: refused({
    title: 'different rows could get the same key',
    why: 'The text of the key does not show where one value ends and the next begins.',
    fix:
      'Put a separator between the values that the values cannot contain, or write a value with |escape, which ' +
      'encodes any # in it.',
  }),
  MAPPING_KEY_MERGES: refused({
    title: 'the format makes different values equal',
    why:
      'lower, upper and shard lose what tells the rows apart. Rows with different values would overwrite each ' +
      'other.',
    fix:
      'Use the plain value in the key of the table. Use lower, upper and shard in index keys, or in addition to the ' +
      'plain value.',
  }),
  MAPPING_KEY_LOOKUP: refused({
    title: 'the key of the item uses another table',
    why: 'A look-up may find nothing, and rows that refer to the same row would have the same key.',
    fix: 'Use columns of the source in the key. Use look-up values in index keys and attributes.',
  }),
  MAPPING_KEY_COLLISION: refused({
    title: 'items of two entities could have the same key',
    why: 'Both key templates can give the same text, and the item written later would replace the earlier one.',
    fix: 'Begin pk or sk with a different fixed text for each entity, for example ORDER#.',
  }),
  MAPPING_IDENTITY_TYPE: refused({
    title: 'values of this type cannot tell rows apart',
    why: 'PostgreSQL treats values of this type as equal although their text differs, or cannot compare them at all.',
    fix: 'Build the key from another column, or convert the column to text with sql(…).',
  }),
  MAPPING_ATTRIBUTE_DUPLICATE: refused({
    title: 'one attribute has two values',
    why: 'An item has each attribute once, so one of the two values would be lost.',
    fix: 'Rename one of them, or leave the column out: allColumns({ except: […] }).',
  }),
  MAPPING_ATTRIBUTE_RESERVED: refused({
    title: 'the attribute is a key of the table or of an index',
    why: 'Key attributes are written from the templates, and an attribute of the same name would overwrite them.',
    fix: "Rename the attribute: allColumns({ rename: { type: 'user_type' } }).",
  }),
  MAPPING_NOT_IN_UNION: refused({
    title: 'the value does not come from a single row',
    why: 'Rows of several tables collapse into one item, so a plain column could come from any of them.',
    fix: "Say which value to take: least('…'), greatest('…') or first('branch', '…').",
  }),
  MAPPING_ONLY_IN_UNION: refused({
    title: 'the value needs a union as its source',
    why: 'present() and first() refer to the branches of a union.',
    fix: 'Use exists() or a look-up.',
  }),
  MAPPING_LOOKUP_NOT_UNIQUE: refused({
    title: 'the look-up may find more than one row',
    why: 'The columns of the look-up do not include a primary key or unique key of the related table.',
    fix: 'Use columns that are unique, or collect a list: gather() or gatherMaps().',
  }),
  MAPPING_ROW_SECURITY: refused({
    title: 'row-level security hides rows from this role',
    why:
      'Policies apply to the role of this connection. Rows that it may not see would be missing in the table without ' +
      'any message.',
    fix: 'Connect as the owner of the table or as a role with BYPASSRLS: ALTER ROLE … BYPASSRLS;',
  }),
  MAPPING_OVERSIZE: refused({
    title: 'the policy for oversize items does not fit the entity',
    why:
      'It names attributes that may be left out of an item over 400 KB, or compressed in it. Keys may not, and only ' +
      'text and bytes can be compressed.',
    fix: "Name attributes of the entity. A document can be compressed as JSON text (as: 'S').",
  }),
  MAPPING_ATTRIBUTE_SHARED: refused({
    title: 'two indexes use the same key attribute with different templates',
    why: 'An item has the attribute once, so both indexes see the same text.',
    fix: 'Use the same template in both, or give each index its own attributes.',
  }),
  MAPPING_CHUNK_COLUMN: refused({
    title: 'the work cannot be split by this column',
    why:
      'Rows that collapse into one item must be in one chunk, and chunks are ranges, so the type of the column needs ' +
      'an order.',
    fix: 'Name a column of the key, or remove chunkBy.',
  }),
  MAPPING_INDEX_ADVISED: remark({
    title: 'no index supports this relation',
    why: 'PostgreSQL reads the whole related table for it.',
    fix: 'Create the index that the message names. It speeds up the load and the validation.',
  }),
  MAPPING_COLLATIONS_DIFFER: remark({
    title: 'two compared columns have collations that disagree about which texts are equal',
    why:
      'One of the collations is nondeterministic: it treats different texts as equal, such as "a" and "A". The ' +
      'collation of the related column decides, so that a unique row is found once.',
    fix: 'Give both columns the same collation, if that is what you mean.',
  }),
  MAPPING_COLLATIONS_MIXED: refused({
    title: 'the tables of one relation disagree about which texts are equal',
    why:
      'They are counted together by this column. Its collation is nondeterministic in one table, where it treats ' +
      'different texts as equal, and not in the other.',
    fix: 'Give the columns the same collation, or use a separate relation for each table.',
  }),
  MAPPING_CHUNK_NOT_INDEXED: remark({
    title: 'no index supports the chunks of this entity',
    why: 'Each chunk scans the whole table.',
    fix: 'Create an index that begins with a column of the key, or name another column with chunkBy.',
  }),
  MAPPING_WITHOUT_PRIMARY_KEY: remark({
    title: 'the source has no primary key',
    why:
      'Rows with the same item key collapse into one item. Which row wins is decided by comparing all comparable ' +
      'columns in turn.',
    fix: 'Say which row wins: duplicates: keepFirst({ by: … }), or add a primary key.',
  }),
  MAPPING_FOREIGN_TABLE: remark({
    title: 'the source is a foreign table',
    why:
      'Its rows are on another server, which the snapshot does not include. Each session sees them as they are when ' +
      'it first reads them.',
    fix: 'Let nothing write to the table during the run. A run whose rows do not add up ends with RUN_NOT_CONSERVED.',
  }),
  MAPPING_INDEX_UNUSED: remark({
    title: 'no entity fills this index',
    why: 'The index stays empty and still counts towards the limit of indexes per table.',
    fix: 'Remove it from table.indexes, or give an entity a key for it.',
  }),
  MAPPING_INEXACT_SUM: remark({
    title: 'a sum of floating point numbers is rounded',
    why: 'Each addition rounds to the precision of the type. The sum is the same in every run, but it is not exact.',
    fix: 'Sum a numeric or integer column.',
  }),
})
