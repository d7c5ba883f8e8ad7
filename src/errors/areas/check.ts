import { defineErrors, type ErrorEntry } from '../error-entry.ts'

type CheckFinding = Pick<ErrorEntry, 'title' | 'why' | 'fix'>

/** Something that `pgfold check` found: exit code 2 where it is more than a note. */
function found(entry: CheckFinding): ErrorEntry {
  return { ...entry, exit: 2, retry: 'stop' }
}

/** A note: nothing has to be done. */
function note(entry: CheckFinding): ErrorEntry {
  return { ...entry, exit: 0, retry: 'stop' }
}

/** Mapping against data, before anything is written. */
export const checkErrors = defineErrors({
  CHECK_ROWS_FOLD: found({
    title: 'several rows become one item',
    why: 'They have the same item key. One of them gives its columns to the item, the others count as collapsed.',
    fix: 'If that is wanted, say which row stays: duplicates: keepFirst({ by: … }). If not, put a column that tells the rows apart into the key.',
  }),
  CHECK_KEYS_MEET: found({
    title: 'items of two entities have the same key',
    why: 'The key templates of both can give the same text; the later item would replace the earlier one.',
    fix: 'Begin pk or sk with a text of its own per entity, for example ORDER#.',
  }),
  CHECK_VALUE_CONVERTED: note({
    title: 'values take the way out that the mapping allows for them',
    why: "DynamoDB cannot hold them as they are; the mapping says onUnrepresentable: 'text' or 'omit'.",
    fix: 'Nothing, if that is what is wanted.',
  }),
  CHECK_ITEM_NEARLY_TOO_LARGE: found({
    title: 'items come close to 400 KB',
    why: 'DynamoDB stores at most 409,600 bytes per item, and an item is written whole at every change: a write unit for each kilobyte.',
    fix: 'Leave the large column out (allColumns({ except: […] })) and keep it in an object store.',
  }),
  CHECK_INDEX_NEVER_FILLED: found({
    title: 'no item of the entity gets into the index',
    why: 'In every row a value that the index key needs is NULL or the empty string, so the key is left out.',
    fix: 'Build the index key from another column, or leave the index out of the entity.',
  }),
  CHECK_ENTITY_EMPTY: note({
    title: 'the source of an entity has no rows',
    why: 'Its table is empty, or "where" keeps none of its rows.',
    fix: 'Nothing, if that is expected; else compare "where" with the data.',
  }),
  CHECK_PARTITION_HOT: found({
    title: 'one partition key takes so many writes that it decides how long the load takes',
    why: 'DynamoDB writes at most 1,000 write units a second to one partition key, of a table or of an index, however much capacity there is. An index that cannot keep up slows the table too.',
    fix: 'Spread the key over several values with a shard of the id, for example {type}#{id|shard:16}, create the index after the load, or accept the time.',
  }),
  CHECK_LOOKUP_ORPHANS: found({
    title: 'rows refer to rows that do not exist',
    why: 'The columns of a look-up are set, but no row has this key, so the attributes copied from it are left out.',
    fix: 'Mend the rows at the source, or accept that these items lack the copied attributes.',
  }),
  CHECK_TABLE_UNUSED: note({
    title: 'the mapping reads nothing of a table',
    why: 'Its rows will not be in DynamoDB. Tables named in sql(…) are not seen here.',
    fix: 'Add an entity for it, or leave it behind on purpose.',
  }),
  CHECK_COLUMN_UNUSED: note({
    title: 'columns of a table that is migrated are not used',
    why: 'Their values will not be in DynamoDB.',
    fix: 'Add them to the attributes, or leave them behind on purpose.',
  }),
})
