import { defineErrors, type ErrorEntry } from '../error-entry.ts'

type DesignError = Pick<ErrorEntry, 'title' | 'why' | 'fix'>

/** Something about the database that a draft cannot take in, or that somebody should know: exit code 2. */
function found(entry: DesignError): ErrorEntry {
  return { ...entry, exit: 2, retry: 'note' }
}

/** A remark: everything goes on. */
function remark(entry: DesignError): ErrorEntry {
  return { ...entry, exit: 0, retry: 'note' }
}

/** Looking at a database and drafting a mapping for it: `inspect` and `init`. */
export const designErrors = defineErrors({
  DESIGN_UNKNOWN_SCHEMA: {
    title: 'no such schema',
    why: 'The database has no table in a schema of this name, or this role may not see it.',
    fix: 'Check the spelling. "pgfold inspect" lists every table with its schema.',
    exit: 64,
    retry: 'stop',
  },
  DESIGN_UNKNOWN_TABLE: {
    title: 'no such table',
    why: 'The database has no table of this name in the chosen schemas, or this role may not see it.',
    fix: 'Check the spelling. "pgfold inspect" lists the tables.',
    exit: 64,
    retry: 'stop',
  },
  DESIGN_FILE_EXISTS: {
    title: 'the mapping file exists already',
    why: 'pgfold does not replace a mapping file that somebody may have edited.',
    fix: 'Choose another name with --out, or replace the file with --force.',
    exit: 78,
    retry: 'stop',
  },
  DESIGN_NOTHING_TO_DRAFT: {
    title: 'no table can become an entity',
    why: 'A mapping needs at least one table that this role can read completely and whose rows can be told apart.',
    fix: 'Give a table a primary key, or choose other schemas and tables.',
    exit: 2,
    retry: 'stop',
  },
  DESIGN_DRAFT_INVALID: {
    title: 'the draft does not pass the check of mappings',
    why: 'A draft must run without changes. This is a defect in pgfold; the draft was not written.',
    fix:
      'Report it with the definitions of the tables named. Until it is fixed, choose the other tables with ' +
      '--tables.',
    exit: 1,
    retry: 'stop',
  },
  DESIGN_TABLE_WITHOUT_KEY: found({
    title: 'the rows of a table cannot be told apart',
    why:
      'The table has neither a primary key nor a unique key over columns that are never NULL. Rows that look the ' +
      'same would become one item, and some would be lost.',
    fix: 'Add a primary key, for example: ALTER TABLE … ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;',
  }),
  DESIGN_ROW_SECURITY: found({
    title: 'row-level security hides rows of a table from this role',
    why: 'Rows that this role may not see would be missing without any message.',
    fix: 'Connect as the owner of the table or as a role with BYPASSRLS: ALTER ROLE … BYPASSRLS;',
  }),
  DESIGN_INHERITED_ROWS: found({
    title: 'a table has child tables by inheritance',
    why: 'Reading the table also reads the rows of its child tables, for which its keys are not unique.',
    fix: "Add an entity for its own rows: from: sql('select * from only …', { columns: { … }, key: [ … ] }).",
  }),
  DESIGN_NOT_READABLE: found({
    title: 'this role may not read a table',
    why: 'The role lacks SELECT on the table, or USAGE on its schema.',
    fix: 'GRANT USAGE ON SCHEMA … and GRANT SELECT ON … to this role, then run the command again.',
  }),
  DESIGN_DERIVED: remark({
    title: 'a view is left out',
    why: 'Its rows come from tables that are migrated themselves.',
    fix: 'If its rows should become items, add an entity with a key that tells them apart.',
  }),
  DESIGN_OF_EXTENSION: remark({
    title: 'a table of an extension is left out',
    why: 'It belongs to the extension and not to the application.',
    fix: 'Name it with --tables if it should be migrated.',
  }),
  DESIGN_FOREIGN_KEY_NOT_INDEXED: remark({
    title: 'a foreign key has no index',
    why: 'PostgreSQL reads the whole table to count or list the rows that refer to one row.',
    fix: 'Create the index that the message names.',
  }),
  DESIGN_OVERSIZE_COLUMN: remark({
    title: 'a column holds large values',
    why: 'A DynamoDB item has at most 400 KB, and each kilobyte costs a write unit.',
    fix: 'Leave the column out (allColumns({ except: […] })) and keep it in an object store, or expect rejected rows.',
  }),
  DESIGN_RISKY_TYPE: remark({
    title: 'a column may hold values that DynamoDB cannot store unchanged',
    why: 'Some values of this type have no exact form in the usual DynamoDB type.',
    fix:
      "Say what should happen to them: onUnrepresentable: 'text', 'omit' or 'reject' (the default, which lists the " +
      'row among the rejected ones).',
  }),
})
