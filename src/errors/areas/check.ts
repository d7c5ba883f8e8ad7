import { defineErrors, type ErrorEntry } from '../error-entry.ts'

type CheckFinding = Pick<ErrorEntry, 'title' | 'why' | 'fix'>

/** Something that `pgfold check` found: exit code 2 where it is more than a note. */
function found(entry: CheckFinding): ErrorEntry {
  return { ...entry, exit: 2, retry: 'note' }
}

/** A note: nothing has to be done. */
function note(entry: CheckFinding): ErrorEntry {
  return { ...entry, exit: 0, retry: 'note' }
}

/** Mapping against data, before anything is written. */
export const checkErrors = defineErrors({
  CHECK_ROWS_COLLAPSE: found({
    title: 'several rows become one item',
    why: 'They have the same item key. One row gives its columns to the item, the others count as collapsed.',
    fix:
      'If that is what you want, say which row wins: duplicates: keepFirst({ by: … }). If not, add a column to the ' +
      'key that tells the rows apart.',
  }),
  CHECK_KEYS_COLLIDE: found({
    title: 'items of two entities have the same key',
    why:
      'The key templates of both entities can give the same text. The item written later would replace the earlier ' +
      'one.',
    fix: 'Begin pk or sk with a different fixed text for each entity, for example ORDER#.',
  }),
  CHECK_VALUE_CONVERTED: note({
    title: 'values are converted or left out, as the mapping allows',
    why: "DynamoDB cannot hold them as they are, and the mapping says onUnrepresentable: 'text' or 'omit'.",
    fix: 'Nothing, if that is what you want.',
  }),
  CHECK_ITEM_NEARLY_TOO_LARGE: found({
    title: 'items come close to the limit of 400 KB',
    why:
      'DynamoDB stores at most 409,600 bytes per item. Every change writes the whole item, at one write unit per ' +
      'kilobyte.',
    fix: 'Leave the large column out (allColumns({ except: […] })) and keep it in an object store.',
  }),
  CHECK_INDEX_NEVER_FILLED: found({
    title: 'no item of the entity appears in the index',
    why: 'In every row, a value that the index key needs is NULL or the empty string, so the index key is left out.',
    fix: 'Build the index key from another column, or remove the index from the entity.',
  }),
  CHECK_ENTITY_EMPTY: note({
    title: 'the source of an entity has no rows',
    why: 'Its table is empty, or "where" excludes every row.',
    fix: 'Nothing, if you expect that. Otherwise compare "where" with the data.',
  }),
  CHECK_PARTITION_HOT: found({
    title: 'one partition key receives so many writes that it limits the speed of the load',
    why:
      'DynamoDB accepts at most 1,000 write units per second for one partition key of a table or an index, whatever ' +
      'the capacity of the table. An index that cannot keep up slows down the table too.',
    fix:
      'Spread the key over several values by adding a shard of the id, for example {type}#{id|shard:16}, create the ' +
      'index after the load, or accept the time.',
  }),
  CHECK_LOOKUP_ORPHANS: found({
    title: 'rows refer to rows that do not exist',
    why: 'The columns of a look-up are set, but no row has that key, so the attributes copied from it are left out.',
    fix: 'Correct the rows in the source, or accept that these items lack the copied attributes.',
  }),
  CHECK_TABLE_UNUSED: note({
    title: 'the mapping does not use a table',
    why: 'Its rows will not be in DynamoDB. Tables that are only named in sql(…) are not noticed here.',
    fix: 'Add an entity for the table, unless you leave it out on purpose.',
  }),
  CHECK_COLUMN_UNUSED: note({
    title: 'the mapping does not use some columns of a table that it migrates',
    why: 'Their values will not be in DynamoDB.',
    fix: 'Add them to the attributes, unless you leave them out on purpose.',
  }),
})
