-- A deterministic Ratel database: the same number of users gives the same rows on every machine and every PostgreSQL.
-- Placeholder :users is replaced by the number of users. Roughly 25 items come out per user.
-- r(i, salt) is a uniform number in [0, 1) that depends on its arguments alone; pick(…) favours low ids, as real data does.
set session_replication_role = replica;

create function pg_temp.r(i bigint, salt bigint) returns float8 language sql immutable as
$$ select (hashint8extended(i, salt) & 4503599627370495)::float8 / 4503599627370496 $$;
create function pg_temp.pick(i bigint, salt bigint, n bigint) returns bigint language sql immutable as
$$ select 1 + floor(n * power(pg_temp.r(i, salt), 2))::bigint $$;
create function pg_temp.at(i bigint, salt bigint) returns bigint language sql immutable as
$$ select 1719800000 + floor(pg_temp.r(i, salt) * 38000000)::bigint $$;
create function pg_temp.word(i bigint) returns text language sql immutable as
$$ select (array['river','stone','market','paper','cloud','signal','garden','harbour','lemon','winter','copper','bridge','vote','draft','orbit','tulip'])[1 + abs(i % 16)] $$;
create function pg_temp.prose(i bigint, salt bigint) returns text language sql immutable as
$$ select '<p>' || string_agg(pg_temp.word(hashint8extended(i * 97 + k, salt) % 1000), ' ' order by k) || '</p>'
   from generate_series(1, 6 + floor(pg_temp.r(i, salt) * 40)::int) k $$;

insert into industries (id, created_at, updated_at, name) overriding system value
select i, 1719800000 + i, 1719800000 + i, 'Industry ' || i from generate_series(1, 12) i;

insert into users (id, created_at, updated_at, nickname, principal, email, profile_url, term_agreed, informed_agreed, user_type, parent_id,
                   username, html_contents, evm_address, password, membership, theme, referral_code, phone_number, telegram_id) overriding system value
select i, pg_temp.at(i, 1), pg_temp.at(i, 1) + i,
       initcap(pg_temp.word(i)) || ' ' || i, 'principal-' || i, 'user' || i || '@example.com',
       case i % 5 when 0 then null when 1 then '' else 'https://img.example.com/u/' || i || '.png' end,
       i % 10 <> 0, i % 3 = 0,
       case when i % 20 = 0 then 2 when i % 50 = 7 then 3 when i % 33 = 5 then 99 else 1 end,
       case when i % 20 = 0 or i % 50 = 7 then pg_temp.pick(i, 2, :users) end,
       'name' || i, case when i % 4 = 0 then '' else pg_temp.prose(i, 3) end, '0x' || md5(i::text),
       case when i % 2 = 0 then '' else md5('password' || i) end, case when i % 97 = 0 then 99 else 1 + i % 4 end,
       case i % 4 when 0 then null else 1 + i % 3 end, lpad(upper(to_hex(i)), 8, 'Q'),
       case when i % 6 = 0 then '+82-10-' || lpad((i % 10000)::text, 4, '0') || '-' || i end,
       case when i % 7 = 0 then 9007199254740993 + i end
from generate_series(1, :users) i;

insert into badges (id, created_at, updated_at, creator_id, name, scope, image_url, contract, token_id) overriding system value
select i, pg_temp.at(i, 4), pg_temp.at(i, 4), pg_temp.pick(i, 5, :users), 'Badge ' || pg_temp.word(i), 1 + i % 3, 'https://img.example.com/b/' || i,
       case when i % 2 = 0 then '0x' || md5('b' || i) end, case when i % 2 = 0 then i * 1000000007::bigint end
from generate_series(1, 20) i;

insert into groups (id, created_at, updated_at, name, description, image_url, creator_id, permissions) overriding system value
select i, pg_temp.at(i, 6), pg_temp.at(i, 6), (array['Admins','Writers','Readers'])[1 + i % 3], 'Group ' || i, 'https://img.example.com/g/' || i, 20 * (1 + i % greatest(1, :users / 20)),
       case i % 4 when 0 then -1 when 1 then (-9223372036854775807 - 1) when 2 then 4611686018427387904 else 16383 end
from generate_series(1, greatest(4, :users / 20)) i;

insert into feeds (id, created_at, updated_at, feed_type, user_id, industry_id, parent_id, quote_feed_id, title, html_contents, url, url_type, files, rewards, status, artwork_metadata) overriding system value
select i, pg_temp.at(i, 7), pg_temp.at(i, 7) + 60, kind, pg_temp.pick(i, 8, :users), 1 + i % 12,
       case when kind in (2, 3, 4) then 1 + floor(pg_temp.r(i, 9) * power(pg_temp.r(i, 10), 2) * i)::bigint end,
       case when kind = 3 and i % 2 = 0 then pg_temp.pick(i, 11, i) end,
       case when kind = 1 then initcap(pg_temp.word(i)) || ' and ' || pg_temp.word(i / 3) when kind = 0 then '' end,
       pg_temp.prose(i, 12), case when i % 3 = 0 then 'https://example.com/' || i end, i % 2,
       case i % 4 when 0 then '[]'::jsonb
         when 1 then jsonb_build_array(jsonb_build_object('name', 'plan ' || i || '.pdf', 'size', '12.5 KB', 'ext', 'PDF', 'url', 'https://files.example.com/' || i))
         else jsonb_build_array(jsonb_build_object('name', 'a', 'size', i::text, 'ext', 'PNG', 'url', null), jsonb_build_object('name', 'b', 'size', '', 'ext', 'ZIP', 'url', '')) end,
       i % 100, 1 + i % 2,
       case when kind = 0 then jsonb_build_object('artist_name', 'Artist ' || i, 'size', '30x40', 'background_color', '#ffffff', 'ratio', i * 1.25) end
from (select i, case when i % 47 = 0 then 0 when i % 23 = 0 then 3 when i % 61 = 0 then 4 when i % 3 = 0 then 1 else 2 end as kind from generate_series(1, :users * 9 / 2) i) f;

insert into onboards (created_at, updated_at, meta_id) select 1719800000, 1719800000, i * 3 from generate_series(1, greatest(3, :users / 100)) i;
insert into user_points (created_at, updated_at, amount, description, user_id)
select pg_temp.at(i, 13), null_or, floor(pg_temp.r(i, 14) * 1000)::bigint - 100, 'points', pg_temp.pick(i, 15, :users)
from (select i, pg_temp.at(i, 13) as null_or from generate_series(1, :users) i) p;

insert into spaces (id, created_at, updated_at, title, html_contents, space_type, owner_id, industry_id, started_at, ended_at, feed_id, status, files, num_of_redeem_codes, notice_quiz, booster_type, publishing_scope) overriding system value
select i, pg_temp.at(i, 16), pg_temp.at(i, 16), case when i % 5 > 0 then 'Space ' || i end, pg_temp.prose(i, 17), 1 + i % 8, pg_temp.pick(i, 18, :users), 1 + i % 12,
       case when i % 2 = 0 then pg_temp.at(i, 16) + 100 end, case when i % 2 = 0 then pg_temp.at(i, 16) + 1000 end, 3 * i, 1 + i % 3, '[]', i % 7,
       case when i % 3 = 0 then jsonb_build_array(jsonb_build_object('id', i::text, 'title', 'Q', 'images', '[]'::jsonb, 'options', jsonb_build_array(jsonb_build_object('id', '1', 'content', 'yes')))) end,
       case when i % 2 = 0 then 1 + i % 4 end, 1 + i % 2
from generate_series(1, greatest(4, :users / 10)) i;

insert into space_groups (id, created_at, updated_at, space_id, name) overriding system value
select i, 1719900000 + i, 1719900000 + i, 1 + (i - 1) / 2, case when i % 2 = 1 then 'Admin' else 'Panel ' || i end from generate_series(1, 2 * greatest(4, :users / 10)) i;

insert into discussions (id, created_at, updated_at, space_id, creator_id, started_at, ended_at, name, description, meeting_id, pipeline_id, media_pipeline_arn, record) overriding system value
select i, pg_temp.at(i, 19), pg_temp.at(i, 19), pg_temp.pick(i, 20, greatest(4, :users / 10)), pg_temp.pick(i, 21, :users), pg_temp.at(i, 19), pg_temp.at(i, 19) + 3600, 'Discussion ' || i, pg_temp.prose(i, 22),
       case when i % 2 = 0 then md5(i::text) end, '', null, case when i % 3 = 0 then 'https://rec.example.com/' || i end
from generate_series(1, greatest(4, :users / 10)) i;

insert into my_networks (created_at, updated_at, follower_id, following_id)
select pg_temp.at(i, 23), pg_temp.at(i, 23), 1 + i % :users, pg_temp.pick(i, 24, :users) from generate_series(1, :users * 5) i;
insert into user_badges (created_at, updated_at, user_id, badge_id) select pg_temp.at(i, 25), pg_temp.at(i, 25), pg_temp.pick(i, 26, :users), 1 + i % 20 from generate_series(1, :users) i;
insert into user_industries (created_at, updated_at, user_id, industry_id) select pg_temp.at(i, 27), pg_temp.at(i, 27), 1 + i % :users, 1 + i % 12 from generate_series(1, :users) i;
insert into group_members (created_at, updated_at, user_id, group_id) select pg_temp.at(i, 28), pg_temp.at(i, 28), pg_temp.pick(i, 29, :users), pg_temp.pick(i, 30, greatest(4, :users / 20)) from generate_series(1, :users) i;
insert into team_members (created_at, updated_at, team_id, user_id) select pg_temp.at(i, 31), pg_temp.at(i, 31), least(:users, 20 * pg_temp.pick(i, 32, greatest(1, :users / 20))), pg_temp.pick(i, 33, :users) from generate_series(1, :users / 3) i;
insert into space_members (created_at, updated_at, user_id, space_id, space_group_id)
select pg_temp.at(i, 34), pg_temp.at(i, 34), 1 + (i / 2) % :users, s, 2 * s - (i % 2) from (select i, pg_temp.pick(i / 2, 35, greatest(4, :users / 10)) as s from generate_series(1, :users * 6 / 5) i) m;
insert into space_badges (created_at, updated_at, space_id, badge_id) select 1719900000, 1719900000, i, 1 + i % 20 from generate_series(1, greatest(4, :users / 10)) i;
insert into space_like_users (created_at, updated_at, space_id, user_id) select pg_temp.at(i, 36), pg_temp.at(i, 36), pg_temp.pick(i, 37, greatest(4, :users / 10)), pg_temp.pick(i, 38, :users) from generate_series(1, :users * 4 / 5) i;
insert into space_share_users (created_at, updated_at, space_id, user_id) select pg_temp.at(i, 39), pg_temp.at(i, 39), pg_temp.pick(i, 40, greatest(4, :users / 10)), pg_temp.pick(i, 41, :users) from generate_series(1, :users / 5) i;
insert into feed_users (created_at, updated_at, feed_id, user_id) select pg_temp.at(i, 42), pg_temp.at(i, 42), pg_temp.pick(i, 43, :users * 9 / 2), pg_temp.pick(i, 44, :users) from generate_series(1, :users * 6) i;
insert into feed_bookmark_users (created_at, updated_at, feed_id, user_id) select pg_temp.at(i, 45), pg_temp.at(i, 45), pg_temp.pick(i, 46, :users * 9 / 2), pg_temp.pick(i, 47, :users) from generate_series(1, :users * 3 / 2) i;
insert into feed_shares (created_at, updated_at, feed_id, user_id) select pg_temp.at(i, 48), pg_temp.at(i, 48), pg_temp.pick(i, 49, :users * 9 / 2), pg_temp.pick(i, 50, :users) from generate_series(1, :users / 2) i;
insert into discussion_members (created_at, updated_at, discussion_id, user_id) select pg_temp.at(i, 51), pg_temp.at(i, 51) + i, pg_temp.pick(i, 52, greatest(4, :users / 10)), pg_temp.pick(i, 53, :users) from generate_series(1, :users / 2) i;
insert into discussion_participants (created_at, updated_at, discussion_id, user_id, participant_id) select pg_temp.at(i, 54), pg_temp.at(i, 54) + i, pg_temp.pick(i, 52, greatest(4, :users / 10)), pg_temp.pick(i, 53, :users), 'attendee-' || i from generate_series(1, :users / 4) i;

-- The nasty cases that every size has. Ids 9,000,000 and up belong to them.
-- Over 2^53, where a JavaScript number would merge two users into one; empty and repeated user names.
insert into users (id, created_at, updated_at, nickname, principal, email, profile_url, term_agreed, informed_agreed, user_type, parent_id, username, html_contents, evm_address, password, membership, theme, referral_code, phone_number, telegram_id) overriding system value values
  (9007199254740992, 1720000001, 1720000001, 'even', 'p-even', 'even@example.com', '', true, false, 1, null, 'even', '', '', '', 1, null, '', null, 9223372036854775807),
  (9007199254740993, 1720000002, 1720000002, 'odd', 'p-odd', 'odd@example.com', null, true, false, 1, null, 'odd', '', '0x1', '', 1, 2, 'ODD', null, -9223372036854775808),
  (9000001, 1720000003, 1720000003, E'\U0001F680 \u202Eright to left\u202C "quoted" \\ back\ttab', 'p-emoji', E'\U0001F469\u200D\U0001F4BB@example.com', 'https://example.com/?q=\u0001', true, true, 1, null, E'n\u00E4me#with#separators', E'line\nbreak\r\n\u2028', 'x', 'y', 1, 1, 'z', null, null),
  (9000002, 1720000004, 1720000004, '', 'p-empty', '', '', false, false, 99, null, 'empty-email', '', '0x2', '', 1, null, 'EMPTY', '', 0),
  (9000003, 0, 0, 'epoch', 'p-epoch', 'epoch@example.com', null, false, false, 1, 9999999, '', '', '0x3', '', 1, null, 'EPOCH', null, null),
  (9000004, 1720000005, 1720000005, 'long name', 'p-long', 'long@example.com', null, false, false, 1, null, repeat('n', 3000), '', '-', '', 1, null, '-', null, null);
-- Items just under and over 400 KB, one of each that carries rich text; multi-byte text counts in bytes.
insert into feeds (id, created_at, updated_at, feed_type, user_id, industry_id, parent_id, quote_feed_id, title, html_contents, url, url_type, files, rewards, status, artwork_metadata) overriding system value values
  (9000010, 1720000010, 1720000010, 1, 1, 1, null, null, 'near the limit', repeat('x', 408000), null, 0, '[]', 0, 2, null),
  (9000011, 1720000011, 1720000011, 1, 1, 1, null, null, 'over the limit', repeat('x', 410000), null, 0, '[]', 0, 2, null),
  (9000012, 1720000012, 1720000012, 1, 1, 1, null, null, 'over in bytes only', repeat(E'\u20AC', 140000), null, 0, '[]', 0, 2, null),
  (9000013, 1720000013, 1720000013, 2, 1, 1, 3, null, null, repeat('y', 420000), null, 0, '[]', 0, 2, null),
  -- Replies: without a parent, under a parent that is gone, under a comment, two in one second.
  (9000014, 1720000014, 1720000014, 2, 1, 1, null, null, null, 'no parent', null, 0, '[]', 0, 2, null),
  (9000015, 1720000015, 1720000015, 4, 1, 1, null, null, null, 'a review without a parent', null, 0, '[]', 0, 2, null),
  (9000016, 1720000016, 1720000016, 2, 1, 1, 8999999, null, null, 'parent gone', null, 0, '[]', 0, 2, null),
  (9000017, 1720000017, 1720000017, 2, 2, 1, 9000016, null, null, 'reply to an orphan', null, 0, '[]', 0, 2, null),
  (9000018, 1720000017, 1720000017, 2, 2, 1, 9000016, null, null, '', null, 0, '[]', 0, 2, null),
  -- JSON: null, exact numbers, deep but allowed, odd keys, empty containers.
  (9000019, 1720000019, 1720000019, 0, 2, 1, null, null, 'json', 'j', '', 0, 'null', -9223372036854775808, 2,
   '{"n": 12345678901234567890123456789012345678, "small": 1.50e-100, "neg": -0.0, "deep": [[[[[{"a": [true, false, null, "", [], {}]}]]]]], "__proto__": {"x": 1}, "emoji \ud83d\ude80": "\u0001\u2028\"\\\\"}'),
  -- JSON that no DynamoDB number or document can hold.
  (9000020, 1720000020, 1720000020, 1, 2, 1, null, null, 'too many digits', 'j', null, 0, '[{"name": "a", "size": "1", "ext": "PNG", "url": null}]', 0, 2, '{"n": 1234567890123456789012345678901234567890.5}'),
  (9000021, 1720000021, 1720000021, 1, 2, 1, null, null, 'too deep', 'j', null, 0, (repeat('[', 40) || repeat(']', 40))::jsonb, 0, 2, null);
insert into spaces (id, created_at, updated_at, title, html_contents, space_type, owner_id, industry_id, started_at, ended_at, feed_id, status, files, num_of_redeem_codes, notice_quiz, booster_type, publishing_scope) overriding system value values
  (9000001, 1720000030, 1720000030, '', repeat('z', 410000), 8, 1, 1, null, null, 3, 1, '[]', 0, 'null', null, 1),
  (9000002, 1720000031, 1720000031, null, '', 8, 8999999, 99, 0, -1, 3, 1, '{}', 0, null, null, 1);
insert into groups (id, created_at, updated_at, name, description, image_url, creator_id, permissions) overriding system value values
  (9000001, 1720000040, 1720000040, '', '', '', 1, 9223372036854775807), (9000002, 1720000041, 1720000041, repeat('g', 2100), '', '', 1, 0);
-- Duplicate pairs whose rows lie far apart, the winner not the newest; both tables of a discussion; a participant who is no user.
insert into my_networks (created_at, updated_at, follower_id, following_id) select 1720000050 + i, 1720000050, 2, 1 from generate_series(1, 5) i;
insert into feed_users (created_at, updated_at, feed_id, user_id) select 1720000060 - i, 1720000060, 3, 1 from generate_series(1, 40) i;
insert into space_members (created_at, updated_at, user_id, space_id, space_group_id) values (1720000070, 1720000070, 1, 1, 2), (1720000071, 1720000071, 1, 1, 1), (1720000072, 1720000072, 1, 1, 2);
insert into discussion_members (created_at, updated_at, discussion_id, user_id) values (1720000080, 1720000085, 1, 1), (1720000079, 1720000090, 1, 1), (1720000081, 1720000081, 1, 2);
insert into discussion_participants (created_at, updated_at, discussion_id, user_id, participant_id) values
  (1720000078, 1720000082, 1, 1, 'second attendee'), (1720000077, 1720000083, 1, 1, 'third attendee'), (1720000081, 1720000081, 1, 8999999, ''), (1720000081, 1720000081, 2, 3, 'only present');
insert into discussions (id, created_at, updated_at, space_id, creator_id, started_at, ended_at, name, description, meeting_id, pipeline_id, media_pipeline_arn, record) overriding system value values
  (9000002, 1720000090, 1720000090, 1, 8999999, 0, 0, 'creator gone', '', null, '', '', null);

set session_replication_role = default;
