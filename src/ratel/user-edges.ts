import { allColumns, column, lookup } from '../mapping/language/attributes.ts'
import { one } from '../mapping/language/sources.ts'
import type { EntityDefinition } from '../mapping/schema/mapping-schema.ts'

// No junction table has a unique pair. Rows of one pair give one item: that of the lowest id (the default).

const USER_FOLLOWER: EntityDefinition = {
  group: 'relationships',
  from: 'my_networks',
  key: { pk: 'USER#{following_id}', sk: 'FOLLOWER#{follower_id}' },
  indexes: { 'gsi1-index': { pk: 'USER#{follower_id}', sk: 'FOLLOWING#{following_id}' } },
  lookups: { follower: one('users', { id: 'follower_id' }) },
  attributes: {
    ...allColumns({ except: ['following_id'] }),
    user_id: column('following_id'),
    follower_nickname: lookup('follower.nickname'),
    follower_profile_url: lookup('follower.profile_url'),
  },
}

const USER_BADGE: EntityDefinition = {
  group: 'relationships',
  from: 'user_badges',
  key: { pk: 'USER#{user_id}', sk: 'BADGE#{badge_id}' },
  lookups: { badge: one('badges', { id: 'badge_id' }) },
  attributes: { ...allColumns(), badge_name: lookup('badge.name'), badge_image_url: lookup('badge.image_url') },
}

const USER_INDUSTRY: EntityDefinition = {
  group: 'relationships',
  from: 'user_industries',
  key: { pk: 'USER#{user_id}', sk: 'INDUSTRY#{industry_id}' },
  lookups: { industry: one('industries', { id: 'industry_id' }) },
  attributes: { ...allColumns(), industry_name: lookup('industry.name') },
}

const TEAM_MEMBER: EntityDefinition = {
  group: 'relationships',
  from: 'team_members',
  key: { pk: 'USER#{team_id}', sk: 'TEAM_MEMBER#{user_id}' },
  indexes: { 'gsi1-index': { pk: 'USER#{user_id}', sk: 'TEAM#{team_id}' } },
  lookups: { user: one('users', { id: 'user_id' }) },
  attributes: { ...allColumns(), user_nickname: lookup('user.nickname'), user_profile_url: lookup('user.profile_url') },
}

const GROUP_MEMBER: EntityDefinition = {
  group: 'relationships',
  from: 'group_members',
  key: { pk: 'GROUP#{group_id}', sk: 'MEMBER#{user_id}' },
  indexes: { 'gsi1-index': { pk: 'USER#{user_id}', sk: 'GROUP#{group_id}' } },
  lookups: { user: one('users', { id: 'user_id' }) },
  attributes: { ...allColumns(), user_nickname: lookup('user.nickname'), user_profile_url: lookup('user.profile_url') },
}

export const userEdges = { USER_FOLLOWER, USER_BADGE, USER_INDUSTRY, TEAM_MEMBER, GROUP_MEMBER }
