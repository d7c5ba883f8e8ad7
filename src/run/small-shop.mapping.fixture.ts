import { allColumns, count, lookup } from '../mapping/language/attributes.ts'
import { keepFirst } from '../mapping/language/duplicates.ts'
import { one } from '../mapping/language/sources.ts'
import { defineMapping } from '../mapping/define-mapping.ts'

/**
 * Three entities with everything that makes rows go other ways: duplicates, NULL keys, oversize rows, orphans, sparse
 * index keys.
 */
export const shopMapping = defineMapping({
  name: 'small-shop',
  table: {
    partitionKey: 'pk',
    sortKey: 'sk',
    entityType: 'type',
    indexes: { 'by-mail': { partitionKey: 'mail_pk', sortKey: 'mail_sk' } },
  },
  entities: {
    MEMBER: {
      group: 'members',
      from: 'members',
      key: { pk: 'MEMBER#{id}', sk: 'METADATA' },
      indexes: { 'by-mail': { pk: 'MAIL#{mail}', sk: 'MEMBER' } },
      attributes: { ...allColumns(), likes: count('likes', { member_id: 'id' }, { distinct: 'note_id' }) },
    },
    NOTE: {
      group: 'notes',
      from: 'notes',
      key: { pk: 'NOTE#{id}', sk: 'METADATA' },
      lookups: { author: one('members', { id: 'author_id' }) },
      attributes: { ...allColumns(), author_name: lookup('author.name') },
    },
    LIKE: {
      group: 'notes',
      from: 'likes',
      key: { pk: 'NOTE#{note_id}', sk: 'LIKE#{member_id}' },
      duplicates: keepFirst(),
      attributes: { ...allColumns() },
    },
  },
})
