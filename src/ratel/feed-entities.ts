import { allColumns, count, exists, lookup } from '../mapping/language/attributes.ts'
import { isIn, notIn } from '../mapping/language/conditions.ts'
import { one } from '../mapping/language/sources.ts'
import type { EntityDefinition } from '../mapping/schema/mapping-schema.ts'

/**
 * `feed_type` of replies and of document reviews: both are comments; everything else is a feed of its own, NULL
 * included.
 */
const commentTypes = [2, 4] as const

const counters = {
  likes: count('feed_users', { feed_id: 'id' }, { distinct: 'user_id' }),
  comments: count('feeds', { parent_id: 'id' }, { where: { feed_type: isIn(...commentTypes) } }),
}

const FEED: EntityDefinition = {
  group: 'feeds',
  from: 'feeds',
  where: { feed_type: notIn(...commentTypes) },
  key: { pk: 'FEED#{id}', sk: 'METADATA' },
  indexes: {
    'gsi1-index': { pk: 'USER#{user_id}', sk: 'FEED#{created_at}' },
    'gsi2-index': { pk: 'INDUSTRY#{industry_id}', sk: 'FEED#{created_at}' },
  },
  lookups: { author: one('users', { id: 'user_id' }), industry: one('industries', { id: 'industry_id' }) },
  attributes: {
    ...allColumns(),
    author_nickname: lookup('author.nickname'),
    author_profile_url: lookup('author.profile_url'),
    industry_name: lookup('industry.name'),
    ...counters,
    shares: count('feed_shares', { feed_id: 'id' }, { distinct: 'user_id' }),
    onboard: exists('onboards', { meta_id: 'id' }),
  },
}

/** A comment lies in the item collection of what it comments on; without a parent it has no place and is rejected. */
const FEED_COMMENT: EntityDefinition = {
  group: 'feeds',
  from: 'feeds',
  where: { feed_type: isIn(...commentTypes) },
  key: { pk: 'FEED#{parent_id}', sk: 'COMMENT#{created_at}#{id}' },
  indexes: { 'gsi1-index': { pk: 'USER#{user_id}', sk: 'COMMENT#{created_at}' } },
  lookups: {
    author: one('users', { id: 'user_id' }),
    // No attribute uses it: the look-up counts comments whose parent does not exist.
    parent: one('feeds', { id: 'parent_id' }),
  },
  attributes: {
    ...allColumns(),
    author_nickname: lookup('author.nickname'),
    author_profile_url: lookup('author.profile_url'),
    ...counters,
  },
}

export const feedEntities = { FEED, FEED_COMMENT }
