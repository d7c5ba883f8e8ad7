import { parseExactJson } from './parse-exact-json.ts'

/**
 * What the guide's table must hold, derived by hand: plain loops over whole tables in memory, written from the
 * description of the items and from nothing of the engine. The judge of the end-to-end tests; slow, simple, and only
 * for databases that fit into memory.
 */
export type Value =
  | { S: string }
  | { N: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { L: Value[] }
  | { M: { [name: string]: Value } }
export type HandItem = { [name: string]: Value }
export type Row = { readonly [column: string]: string | null }
/** Every row of a table, all columns as PostgreSQL's text, in the order of `id`. */
export type Tables = { readonly [table: string]: readonly Row[] }

export interface HandResult {
  readonly items: Map<string, HandItem>
  /** `entity:id` of every row that cannot become an item. */
  readonly rejected: Set<string>
  readonly read: Map<string, number>
  readonly collapsed: Map<string, number>
}

const numeric = new Set([
  'id',
  'created_at',
  'updated_at',
  'user_type',
  'parent_id',
  'membership',
  'theme',
  'telegram_id',
  'creator_id',
  'scope',
  'token_id',
  'permissions',
  'feed_type',
  'user_id',
  'industry_id',
  'quote_feed_id',
  'url_type',
  'rewards',
  'status',
  'space_type',
  'owner_id',
  'started_at',
  'ended_at',
  'feed_id',
  'num_of_redeem_codes',
  'booster_type',
  'publishing_scope',
  'space_id',
  'follower_id',
  'following_id',
  'badge_id',
  'team_id',
  'group_id',
  'space_group_id',
  'discussion_id',
])
const boolean = new Set(['term_agreed', 'informed_agreed'])
const json = new Set(['files', 'artwork_metadata', 'notice_quiz'])

export function itemsByHand(tables: Tables): HandResult {
  const result: HandResult = { items: new Map(), rejected: new Set(), read: new Map(), collapsed: new Map() }
  const table = (name: string): readonly Row[] => tables[name] ?? []
  const byId = (name: string) => new Map(table(name).map((row) => [row.id ?? '', row]))
  const users = byId('users'),
    industries = byId('industries'),
    badges = byId('badges'),
    spaces = byId('spaces')

  /** Distinct values of `column` per value of `key`. */
  const distinct = (name: string, key: string, column: string, into = new Map<string, Set<string>>()) => {
    for (const row of table(name)) {
      const at = row[key] ?? ''
      const set = into.get(at) ?? new Set<string>()
      into.set(at, set.add(row[column] ?? ''))
    }
    return into
  }
  const size = (sets: Map<string, Set<string>>, key: string | null | undefined): Value => ({
    N: String(sets.get(key ?? '')?.size ?? 0),
  })
  const followers = distinct('my_networks', 'following_id', 'follower_id'),
    followings = distinct('my_networks', 'follower_id', 'following_id')
  const members = distinct('group_members', 'group_id', 'user_id')
  const spaceLikes = distinct('space_like_users', 'space_id', 'user_id'),
    spaceShares = distinct('space_share_users', 'space_id', 'user_id')
  const feedLikes = distinct('feed_users', 'feed_id', 'user_id'),
    feedShares = distinct('feed_shares', 'feed_id', 'user_id')
  const participants = distinct(
    'discussion_participants',
    'discussion_id',
    'user_id',
    distinct('discussion_members', 'discussion_id', 'user_id'),
  )
  const isReply = (feed: Row) => feed.feed_type === '2' || feed.feed_type === '4'
  const replies = new Map<string, Set<string>>()
  for (const feed of table('feeds')) {
    if (isReply(feed) && feed.parent_id !== null)
      replies.set(feed.parent_id ?? '', (replies.get(feed.parent_id ?? '') ?? new Set()).add(feed.id ?? ''))
  }
  const onboard = new Set(table('onboards').map((row) => row.meta_id))
  const points = new Map<string, bigint>()
  for (const row of table('user_points'))
    points.set(row.user_id ?? '', (points.get(row.user_id ?? '') ?? 0n) + BigInt(row.amount ?? 0))

  const text = (name: string, value: string | null | undefined): HandItem =>
    value === null || value === undefined ? {} : { [name]: { S: value } }
  const person = (id: string | null | undefined, nickname: string, url?: string): HandItem => {
    const user = users.get(id ?? '')
    return { ...text(nickname, user?.nickname), ...(url === undefined ? {} : text(url, user?.profile_url)) }
  }
  const index = (
    which: 1 | 2,
    pk: readonly [string, string | null | undefined],
    sk: readonly [string, string | null | undefined],
  ): HandItem =>
    [pk[1], sk[1]].some((part) => part === null || part === undefined || part === '')
      ? {}
      : { [`gsi${which}_pk`]: { S: pk[0] + pk[1] }, [`gsi${which}_sk`]: { S: sk[0] + sk[1] } }

  function put(
    type: string,
    row: Row,
    pk: readonly [string, string | null | undefined],
    sk: string | null,
    make: () => HandItem,
    rows = 1,
  ) {
    result.read.set(type, (result.read.get(type) ?? 0) + rows)
    const reject = () => result.rejected.add(`${type}:${row.id}`)
    if (pk[1] === null || pk[1] === undefined || sk === null) return reject()
    const key = `${pk[0]}${pk[1]}\u0000${sk}`
    if (result.items.has(key)) return result.collapsed.set(type, (result.collapsed.get(type) ?? 0) + rows)
    if (rows > 1) result.collapsed.set(type, (result.collapsed.get(type) ?? 0) + rows - 1)
    let item: HandItem
    try {
      item = { pk: { S: pk[0] + pk[1] }, sk: { S: sk }, type: { S: type }, ...make() }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return reject()
    }
    const tooLong = (['pk', 'gsi1_pk', 'gsi2_pk', 'sk', 'gsi1_sk', 'gsi2_sk'] as const).some((name) => {
      const value = item[name]
      return value !== undefined && 'S' in value && Buffer.byteLength(value.S) > (name.endsWith('pk') ? 2048 : 1024)
    })
    if (tooLong || sizeOf({ M: item }) - 3 - Object.keys(item).length > 409_600) return reject()
    result.items.set(key, item)
  }
  const columns = (row: Row, except: readonly string[] = []): HandItem =>
    Object.fromEntries(
      Object.entries(row).flatMap(([name, value]): [string, Value][] => {
        if (value === null || except.includes(name)) return []
        if (numeric.has(name)) return [[name, { N: value }]]
        if (boolean.has(name)) return [[name, { BOOL: value === 't' || value === 'true' }]]
        if (json.has(name)) return [[name, parseExactJson(value)]]
        return [[name, { S: value }]]
      }),
    )

  for (const row of table('users')) {
    put('USER', row, ['USER#', row.id], 'METADATA', () => ({
      ...columns(row),
      ...index(1, ['EMAIL#', row.email], ['USER#', row.id]),
      ...index(2, ['USERNAME#', row.username], ['USER#', row.id]),
      followers_count: size(followers, row.id),
      followings_count: size(followings, row.id),
      points: { N: String(points.get(row.id ?? '') ?? 0n) },
    }))
  }
  for (const row of table('industries')) put('INDUSTRY', row, ['INDUSTRY#', row.id], 'METADATA', () => columns(row))
  for (const row of table('badges')) put('BADGE', row, ['BADGE#', row.id], 'METADATA', () => columns(row))
  for (const row of table('groups'))
    put('GROUP', row, ['GROUP#', row.id], 'METADATA', () => ({
      ...columns(row),
      ...index(1, ['GROUP_BY_NAME#', row.name], ['GROUP#', row.id]),
      member_count: size(members, row.id),
    }))
  for (const row of table('spaces')) {
    put('SPACE', row, ['SPACE#', row.id], 'METADATA', () => ({
      ...columns(row),
      ...index(1, ['USER#', row.owner_id], ['SPACE#', row.created_at]),
      ...index(2, ['INDUSTRY#', row.industry_id], ['SPACE#', row.created_at]),
      ...person(row.owner_id, 'owner_nickname', 'owner_profile_url'),
      ...text('industry_name', industries.get(row.industry_id ?? '')?.name),
      likes: size(spaceLikes, row.id),
      shares: size(spaceShares, row.id),
    }))
  }
  for (const row of table('feeds')) {
    const author = () => person(row.user_id, 'author_nickname', 'author_profile_url')
    const counts = { likes: size(feedLikes, row.id), comments: size(replies, row.id) }
    if (isReply(row)) {
      put('FEED_COMMENT', row, ['FEED#', row.parent_id], `COMMENT#${row.created_at}#${row.id}`, () => ({
        ...columns(row),
        ...index(1, ['USER#', row.user_id], ['COMMENT#', row.created_at]),
        ...author(),
        ...counts,
      }))
    } else {
      put('FEED', row, ['FEED#', row.id], 'METADATA', () => ({
        ...columns(row),
        ...index(1, ['USER#', row.user_id], ['FEED#', row.created_at]),
        ...index(2, ['INDUSTRY#', row.industry_id], ['FEED#', row.created_at]),
        ...author(),
        ...text('industry_name', industries.get(row.industry_id ?? '')?.name),
        ...counts,
        shares: size(feedShares, row.id),
        onboard: { BOOL: onboard.has(row.id ?? null) },
      }))
    }
  }
  for (const row of table('discussions')) {
    put('DISCUSSION', row, ['DISCUSSION#', row.id], 'METADATA', () => ({
      ...columns(row),
      ...index(1, ['SPACE#', row.space_id], ['DISCUSSION#', row.created_at]),
      ...index(2, ['USER#', row.creator_id], ['DISCUSSION#', row.created_at]),
      ...text('space_title', spaces.get(row.space_id ?? '')?.title),
      ...person(row.creator_id, 'author_nickname', 'author_profile_url'),
      participant_count: size(participants, row.id),
    }))
  }
  for (const row of table('my_networks')) {
    put('USER_FOLLOWER', row, ['USER#', row.following_id], `FOLLOWER#${row.follower_id}`, () => ({
      ...columns(row, ['following_id']),
      user_id: { N: row.following_id ?? '' },
      ...index(1, ['USER#', row.follower_id], ['FOLLOWING#', row.following_id]),
      ...person(row.follower_id, 'follower_nickname', 'follower_profile_url'),
    }))
  }
  const badgeOf = (row: Row) => ({
    ...text('badge_name', badges.get(row.badge_id ?? '')?.name),
    ...text('badge_image_url', badges.get(row.badge_id ?? '')?.image_url),
  })
  for (const row of table('user_badges'))
    put('USER_BADGE', row, ['USER#', row.user_id], `BADGE#${row.badge_id}`, () => ({
      ...columns(row),
      ...badgeOf(row),
    }))
  for (const row of table('user_industries'))
    put('USER_INDUSTRY', row, ['USER#', row.user_id], `INDUSTRY#${row.industry_id}`, () => ({
      ...columns(row),
      ...text('industry_name', industries.get(row.industry_id ?? '')?.name),
    }))
  const who = (row: Row) => person(row.user_id, 'user_nickname', 'user_profile_url')
  for (const row of table('team_members'))
    put('TEAM_MEMBER', row, ['USER#', row.team_id], `TEAM_MEMBER#${row.user_id}`, () => ({
      ...columns(row),
      ...index(1, ['USER#', row.user_id], ['TEAM#', row.team_id]),
      ...who(row),
    }))
  for (const row of table('group_members'))
    put('GROUP_MEMBER', row, ['GROUP#', row.group_id], `MEMBER#${row.user_id}`, () => ({
      ...columns(row),
      ...index(1, ['USER#', row.user_id], ['GROUP#', row.group_id]),
      ...who(row),
    }))
  for (const row of table('space_groups'))
    put('SPACE_GROUP', row, ['SPACE#', row.space_id], `SPACE_GROUP#${row.id}`, () => columns(row))
  const pair = (row: Row) => `${row.space_id}\u0000${row.user_id}`
  const groupIds = new Map<string, Set<string>>()
  for (const row of table('space_members'))
    groupIds.set(pair(row), (groupIds.get(pair(row)) ?? new Set()).add(row.space_group_id ?? ''))
  for (const row of table('space_members')) {
    put('SPACE_MEMBER', row, ['SPACE#', row.space_id], `MEMBER#${row.user_id}`, () => ({
      ...columns(row),
      ...index(1, ['USER#', row.user_id], ['SPACE_MEMBER#', row.space_id]),
      ...who(row),
      space_group_ids: {
        L: [...(groupIds.get(pair(row)) ?? [])]
          .map(BigInt)
          .toSorted((a, b) => (a < b ? -1 : 1))
          .map((id) => ({ N: String(id) })),
      },
    }))
  }
  const nickname = (row: Row) => person(row.user_id, 'user_nickname')
  for (const row of table('space_like_users'))
    put('SPACE_LIKE', row, ['SPACE#', row.space_id], `LIKE#${row.user_id}`, () => ({
      ...columns(row),
      ...index(1, ['USER#', row.user_id], ['SPACE_LIKE#', row.space_id]),
      ...nickname(row),
    }))
  for (const row of table('space_share_users'))
    put('SPACE_SHARE', row, ['SPACE#', row.space_id], `SHARE#${row.user_id}`, () => ({
      ...columns(row),
      ...index(1, ['USER#', row.user_id], ['SPACE_SHARE#', row.space_id]),
      ...nickname(row),
    }))
  for (const row of table('space_badges'))
    put('SPACE_BADGE', row, ['SPACE#', row.space_id], `BADGE#${row.badge_id}`, () => ({
      ...columns(row),
      ...badgeOf(row),
    }))
  for (const [type, source, name] of [
    ['FEED_LIKE', 'feed_users', 'LIKE'],
    ['FEED_BOOKMARK', 'feed_bookmark_users', 'BOOKMARK'],
    ['FEED_SHARE', 'feed_shares', 'SHARE'],
  ] as const) {
    for (const row of table(source))
      put(type, row, ['FEED#', row.feed_id], `${name}#${row.user_id}`, () => ({
        ...columns(row),
        ...index(1, ['USER#', row.user_id], [`${type}#`, row.created_at]),
        ...nickname(row),
      }))
  }
  const inDiscussions = new Map<string, { members: Row[]; participants: Row[] }>()
  for (const [name, list] of [
    ['discussion_members', 'members'],
    ['discussion_participants', 'participants'],
  ] as const) {
    for (const row of table(name)) {
      const at = `${row.discussion_id}\u0000${row.user_id}`
      const group = inDiscussions.get(at) ?? { members: [], participants: [] }
      group[list].push(row)
      inDiscussions.set(at, group)
    }
  }
  for (const group of inDiscussions.values()) {
    const rows = [...group.members, ...group.participants]
    const first = rows[0] ?? {}
    const times = (name: string) =>
      rows
        .map((row) => BigInt(row[name] ?? 0))
        .toSorted((a, b) => (a < b ? -1 : 1))
        .map(String)
    put(
      'DISCUSSION_PARTICIPANT',
      first,
      ['DISCUSSION#', first.discussion_id],
      `MEMBER#${first.user_id}`,
      () => ({
        discussion_id: { N: first.discussion_id ?? '' },
        user_id: { N: first.user_id ?? '' },
        ...index(1, ['USER#', first.user_id], ['DISCUSSION#', first.discussion_id]),
        invited: { BOOL: group.members.length > 0 },
        present: { BOOL: group.participants.length > 0 },
        ...text('participant_id', group.participants[0]?.participant_id),
        created_at: { N: times('created_at')[0] ?? '' },
        updated_at: { N: times('updated_at').at(-1) ?? '' },
        ...who(first),
      }),
      rows.length,
    )
  }
  return result
}

/**
 * The service's size of a value: UTF-8 bytes, numbers by their digits, one byte per element of a document and three for
 * the document.
 */
function sizeOf(value: Value): number {
  if ('S' in value) return Buffer.byteLength(value.S)
  if ('N' in value)
    return Math.ceil(value.N.replace(/[-.]|^0+|0+$/g, '').length / 2) + 1 + (value.N.startsWith('-') ? 1 : 0)
  if ('L' in value) return value.L.reduce((sum, element) => sum + sizeOf(element) + 1, 3)
  if ('M' in value)
    return Object.entries(value.M).reduce(
      (sum, [name, element]) => sum + Buffer.byteLength(name) + sizeOf(element) + 1,
      3,
    )
  return 1
}
