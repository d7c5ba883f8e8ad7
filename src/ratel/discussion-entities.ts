import { allColumns, column, count, first, greatest, least, lookup, present } from '../mapping/language/attributes.ts'
import { one, union } from '../mapping/language/sources.ts'
import type { EntityDefinition } from '../mapping/schema/mapping-schema.ts'

const DISCUSSION: EntityDefinition = {
  group: 'discussions',
  from: 'discussions',
  key: { pk: 'DISCUSSION#{id}', sk: 'METADATA' },
  indexes: {
    'gsi1-index': { pk: 'SPACE#{space_id}', sk: 'DISCUSSION#{created_at}' },
    'gsi2-index': { pk: 'USER#{creator_id}', sk: 'DISCUSSION#{created_at}' },
  },
  lookups: { space: one('spaces', { id: 'space_id' }), author: one('users', { id: 'creator_id' }) },
  attributes: {
    ...allColumns(),
    space_title: lookup('space.title'),
    author_nickname: lookup('author.nickname'),
    author_profile_url: lookup('author.profile_url'),
    // Whoever is in both tables is one DISCUSSION_PARTICIPANT.
    participant_count: count(
      ['discussion_members', 'discussion_participants'],
      { discussion_id: 'id' },
      { distinct: 'user_id' },
    ),
  },
}

/** Who was invited and who is in the meeting, collapsed into one item per person. */
const DISCUSSION_PARTICIPANT: EntityDefinition = {
  group: 'relationships',
  from: union({ invited: 'discussion_members', present: 'discussion_participants' }),
  key: { pk: 'DISCUSSION#{discussion_id}', sk: 'MEMBER#{user_id}' },
  indexes: { 'gsi1-index': { pk: 'USER#{user_id}', sk: 'DISCUSSION#{discussion_id}' } },
  lookups: { user: one('users', { id: 'user_id' }) },
  attributes: {
    discussion_id: column('discussion_id'),
    user_id: column('user_id'),
    invited: present('invited'),
    present: present('present'),
    participant_id: first('present', 'participant_id', { orderBy: 'id' }),
    created_at: least('created_at'),
    updated_at: greatest('updated_at'),
    user_nickname: lookup('user.nickname'),
    user_profile_url: lookup('user.profile_url'),
  },
}

export const discussionEntities = { DISCUSSION, DISCUSSION_PARTICIPANT }
