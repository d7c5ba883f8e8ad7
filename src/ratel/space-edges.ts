import { allColumns, gather, lookup } from '../mapping/language/attributes.ts'
import { one } from '../mapping/language/sources.ts'
import type { EntityDefinition } from '../mapping/schema/mapping-schema.ts'

const SPACE_GROUP: EntityDefinition = {
  group: 'relationships',
  from: 'space_groups',
  key: { pk: 'SPACE#{space_id}', sk: 'SPACE_GROUP#{id}' },
  attributes: { ...allColumns() },
}

const SPACE_MEMBER: EntityDefinition = {
  group: 'relationships',
  from: 'space_members',
  key: { pk: 'SPACE#{space_id}', sk: 'MEMBER#{user_id}' },
  indexes: { 'gsi1-index': { pk: 'USER#{user_id}', sk: 'SPACE_MEMBER#{space_id}' } },
  lookups: { user: one('users', { id: 'user_id' }) },
  attributes: {
    ...allColumns(),
    user_nickname: lookup('user.nickname'),
    user_profile_url: lookup('user.profile_url'),
    // One row per group that the member is in: the item keeps them all.
    space_group_ids: gather(
      'space_members',
      'space_group_id',
      { space_id: 'space_id', user_id: 'user_id' },
      { distinct: true },
    ),
  },
}

const SPACE_LIKE: EntityDefinition = {
  group: 'relationships',
  from: 'space_like_users',
  key: { pk: 'SPACE#{space_id}', sk: 'LIKE#{user_id}' },
  indexes: { 'gsi1-index': { pk: 'USER#{user_id}', sk: 'SPACE_LIKE#{space_id}' } },
  lookups: { user: one('users', { id: 'user_id' }) },
  attributes: { ...allColumns(), user_nickname: lookup('user.nickname') },
}

const SPACE_SHARE: EntityDefinition = {
  group: 'relationships',
  from: 'space_share_users',
  key: { pk: 'SPACE#{space_id}', sk: 'SHARE#{user_id}' },
  indexes: { 'gsi1-index': { pk: 'USER#{user_id}', sk: 'SPACE_SHARE#{space_id}' } },
  lookups: { user: one('users', { id: 'user_id' }) },
  attributes: { ...allColumns(), user_nickname: lookup('user.nickname') },
}

const SPACE_BADGE: EntityDefinition = {
  group: 'relationships',
  from: 'space_badges',
  key: { pk: 'SPACE#{space_id}', sk: 'BADGE#{badge_id}' },
  lookups: { badge: one('badges', { id: 'badge_id' }) },
  attributes: { ...allColumns(), badge_name: lookup('badge.name'), badge_image_url: lookup('badge.image_url') },
}

export const spaceEdges = { SPACE_GROUP, SPACE_MEMBER, SPACE_LIKE, SPACE_SHARE, SPACE_BADGE }
