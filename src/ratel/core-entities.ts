import { allColumns, count, lookup, sum } from '../mapping/language/attributes.ts'
import { one } from '../mapping/language/sources.ts'
import type { EntityDefinition } from '../mapping/schema/mapping-schema.ts'

/** People, teams, bots and visitors: all are rows of users. */
const USER: EntityDefinition = {
  group: 'users',
  from: 'users',
  key: { pk: 'USER#{id}', sk: 'METADATA' },
  indexes: {
    'gsi1-index': { pk: 'EMAIL#{email}', sk: 'USER#{id}' },
    'gsi2-index': { pk: 'USERNAME#{username}', sk: 'USER#{id}' },
  },
  attributes: {
    ...allColumns(),
    followers_count: count('my_networks', { following_id: 'id' }, { distinct: 'follower_id' }),
    followings_count: count('my_networks', { follower_id: 'id' }, { distinct: 'following_id' }),
    points: sum('user_points', 'amount', { user_id: 'id' }),
  },
}

const INDUSTRY: EntityDefinition = {
  group: 'industries',
  from: 'industries',
  key: { pk: 'INDUSTRY#{id}', sk: 'METADATA' },
  attributes: { ...allColumns() },
}

const BADGE: EntityDefinition = {
  group: 'badges',
  from: 'badges',
  key: { pk: 'BADGE#{id}', sk: 'METADATA' },
  attributes: { ...allColumns() },
}

const GROUP: EntityDefinition = {
  group: 'groups',
  from: 'groups',
  key: { pk: 'GROUP#{id}', sk: 'METADATA' },
  // Names are not unique: several groups share one partition of the index.
  indexes: { 'gsi1-index': { pk: 'GROUP_BY_NAME#{name}', sk: 'GROUP#{id}' } },
  attributes: { ...allColumns(), member_count: count('group_members', { group_id: 'id' }, { distinct: 'user_id' }) },
}

const SPACE: EntityDefinition = {
  group: 'spaces',
  from: 'spaces',
  key: { pk: 'SPACE#{id}', sk: 'METADATA' },
  indexes: {
    'gsi1-index': { pk: 'USER#{owner_id}', sk: 'SPACE#{created_at}' },
    'gsi2-index': { pk: 'INDUSTRY#{industry_id}', sk: 'SPACE#{created_at}' },
  },
  lookups: { owner: one('users', { id: 'owner_id' }), industry: one('industries', { id: 'industry_id' }) },
  attributes: {
    ...allColumns(),
    owner_nickname: lookup('owner.nickname'),
    owner_profile_url: lookup('owner.profile_url'),
    industry_name: lookup('industry.name'),
    likes: count('space_like_users', { space_id: 'id' }, { distinct: 'user_id' }),
    shares: count('space_share_users', { space_id: 'id' }, { distinct: 'user_id' }),
  },
}

export const coreEntities = { USER, INDUSTRY, BADGE, GROUP, SPACE }
