const forum = `
  create type visibility as enum ('public', 'members only', 'staff#only');
  create table users (id bigint generated always as identity primary key, username varchar(40) not null unique, email text not null unique, display_name text, created_at timestamptz not null default now(), bio text, settings jsonb);
  create table forums (id serial primary key, parent_id int references forums (id), slug varchar(60) not null unique, title text not null, visible visibility not null default 'public');
  create index on forums (parent_id);
  create table topics (id bigserial primary key, forum_id int not null references forums (id) on delete cascade, author_id bigint not null references users (id), title text not null, created_at timestamptz not null, pinned boolean not null default false, last_post_id bigint);
  create index on topics (forum_id); create index on topics (author_id);
  create table posts (id bigserial primary key, topic_id bigint not null references topics (id) on delete cascade, author_id bigint references users (id) on delete set null, reply_to bigint references posts (id), body text not null, created_at timestamptz not null, score numeric not null default 0);
  create index on posts (topic_id); create index on posts (author_id); create index on posts (reply_to);
  alter table topics add foreign key (last_post_id) references posts (id);
  create table attachments (id uuid primary key default gen_random_uuid(), post_id bigint not null references posts (id) on delete cascade, name text not null, bytes bytea not null, created_at timestamp not null);
  create index on attachments (post_id);
  create table tags (name text primary key, description text);
  create table topic_tags (topic_id bigint not null references topics (id) on delete cascade, tag text not null references tags (name) on update cascade, primary key (topic_id, tag));
  create index on topic_tags (tag);
  create table follows (follower_id bigint not null references users (id), following_id bigint not null references users (id), created_at timestamptz not null default now(), primary key (follower_id, following_id));
  create index on follows (following_id);
  create table post_likes (id bigserial primary key, post_id bigint not null references posts (id) on delete cascade, user_id bigint not null references users (id), created_at timestamptz not null default now());
  create index on post_likes (post_id); create index on post_likes (user_id);
  create table profiles (user_id bigint primary key references users (id) on delete cascade, avatar_url text, born date, location point);
  create table messages (id bigserial primary key, sender_id bigint not null references users (id), recipient_id bigint not null references users (id), text text not null, sent_at timestamptz not null);
  create index on messages (sender_id); create index on messages (recipient_id);
  create view active_topics as select t.id, t.title, count(p.id) as posts from topics t join posts p on p.topic_id = t.id group by t.id;
  create materialized view top_users as select author_id, count(*) as posts from posts group by author_id;
  insert into users (username, email, display_name, settings) select 'user' || n, 'user' || n || '@example.org', case when n % 3 = 0 then null else 'User № ' || n end, jsonb_build_object('n', n, 'list', array[1, 2.5, null]) from generate_series(1, 60) n;
  insert into forums (parent_id, slug, title, visible) select case when n > 2 then 1 + n % 2 end, 'forum-' || n, 'Forum ' || n, (enum_range(null::visibility))[1 + n % 3] from generate_series(1, 6) n;
  insert into topics (forum_id, author_id, title, created_at) select 1 + n % 6, 1 + n % 60, 'Topic #' || n, timestamptz '2026-01-01Z' + n * interval '1 hour' from generate_series(1, 120) n;
  insert into posts (topic_id, author_id, reply_to, body, created_at, score) select 1 + n % 120, case when n % 7 = 0 then null else 1 + n % 60 end, case when n % 4 = 0 then n / 2 end, repeat('word ', n % 50), timestamptz '2026-01-01Z' + n * interval '1 minute', case when n % 100 = 0 then 'NaN' else n * 1.25 end from generate_series(1, 900) n;
  update topics set last_post_id = (select max(p.id) from posts p where p.topic_id = topics.id);
  insert into attachments (post_id, name, bytes, created_at) select n * 3, 'file ' || n, decode(repeat(lpad(to_hex(n), 4, '0'), n), 'hex'), case when n = 5 then 'infinity' else timestamp '2026-02-01' end from generate_series(1, 80) n;
  insert into tags select 'tag#' || n || '%/' || chr(300 + n), null from generate_series(1, 25) n;
  insert into topic_tags select n, 'tag#' || m || '%/' || chr(300 + m) from generate_series(1, 120) n, generate_series(1, 3) m;
  insert into follows select n, m from generate_series(1, 30) n, generate_series(1, 30) m where n <> m and (n + m) % 5 = 0;
  insert into post_likes (post_id, user_id) select 1 + n % 900, 1 + n % 60 from generate_series(1, 1000) n;
  insert into post_likes (post_id, user_id) select 1, 1 from generate_series(1, 5);
  insert into profiles select n, 'https://example.org/' || n, case when n = 2 then 'infinity'::date else date '1990-01-01' + n end, point(n, -n) from generate_series(1, 40) n;
  insert into messages (sender_id, recipient_id, text, sent_at) select 1 + n % 60, 1 + (n * 7) % 60, 'text ' || n, timestamptz '2026-03-01Z' + n * interval '1 second' from generate_series(1, 300) n;
  analyze;`

/**
 * Quoted, mixed-case, reserved, 63-byte and impossible names; columns named like keys; two schemas with tables of one
 * name.
 */
const long = 'x'.repeat(60)
const oddNames = `
  create schema "Sales Dept."; create schema archive;
  create table "User" ("Id" int primary key, "type" text, pk text, sk text, gsi1_pk text, gsi1_sk text, "select" int, "Odd ""Name""" text, "{x}|pad:3" text, "na.me" text, "__proto__" text, "..." text, "constructor" text);
  create table "order" ("Id" int primary key, "User.Id" int not null references "User" ("Id"), "from" text, "group" text, "type" int);
  create index on "order" ("User.Id");
  create table "Sales Dept."."order" ("ID" bigint primary key, "user" int references "User" ("Id"), note text);
  create index on "Sales Dept."."order" ("user");
  create table archive."order" (id text primary key, "Sales Order" bigint not null references "Sales Dept."."order" ("ID"));
  create index on archive."order" ("Sales Order");
  create table "${long}abc" ("${long}key" int primary key, "${long}ref" int references "${long}abc" ("${long}key"), "${long}val" text);
  create index on "${long}abc" ("${long}ref");
  create table "Tbl🎉 with, ""all"" of 'it'\\ */ {{}} #|" ("Spalte ä" text primary key, "ref#" int not null references "User" ("Id"), "a
b" text);
  create index on "Tbl🎉 with, ""all"" of 'it'\\ */ {{}} #|" ("ref#");
  create table metadata (metadata int primary key, "table" int references metadata (metadata));
  create table "count" (id int primary key); create table "all" (id int primary key, count_id int not null references "count" (id) on delete cascade);
  create table "1" ("2" int primary key, "3" int not null references "1" ("2"));
  create index on "1" ("3");
  create table users (id int primary key); create table "Users" (id int primary key); create table "USERS" (id int primary key, user_id int references users (id));
  insert into "User" select n, 't' || n, 'p', 's', 'g', 'h', n, 'odd', 'x', 'na', 'proto ' || n, 'dots ' || n, 'c' from generate_series(1, 40) n;
  insert into "order" select n, 1 + abs(n) % 40, 'f', 'g', n from generate_series(-20, 60) n;
  insert into "Sales Dept."."order" select n, case when n % 2 = 0 then 1 + n % 40 end, 'n' from generate_series(1, 30) n;
  insert into archive."order" select 'a#' || n, 1 + n % 30 from generate_series(1, 30) n;
  insert into "${long}abc" select n, case when n > 1 then n / 2 end, 'v' from generate_series(1, 20) n;
  insert into "Tbl🎉 with, ""all"" of 'it'\\ */ {{}} #|" select 'k#%' || n, n, 'line' from generate_series(1, 20) n;
  insert into metadata select n, nullif(n - 1, 0) from generate_series(1, 9) n;
  insert into "count" select n from generate_series(1, 5) n; insert into "all" select n, 1 + n % 5 from generate_series(1, 15) n;
  insert into "1" select n, 1 from generate_series(1, 6) n;
  insert into users select generate_series(1, 3); insert into "Users" select generate_series(1, 3); insert into "USERS" select n, n from generate_series(1, 3) n;`

/**
 * Composite keys over three levels, cycles, a key without a primary key, partitions, generated columns, every kind of
 * type in a key.
 */
const oddTables = `
  create extension if not exists citext;
  create type rgb as (r int, g int, label text);
  create domain percentage as numeric(5, 2) check (value between 0 and 100);
  create table tenants (tenant int primary key, name text not null);
  create table projects (tenant int not null references tenants on delete cascade, project int not null, title text not null, primary key (tenant, project));
  create table tasks (tenant int not null, project int not null, task int not null, assignee int, primary key (tenant, project, task), foreign key (tenant, project) references projects on delete cascade);
  create table labels (tenant int not null references tenants, label varchar(30) not null, primary key (tenant, label));
  create table task_labels (tenant int not null, project int not null, task int not null, label varchar(30) not null, primary key (tenant, project, task, label), foreign key (tenant, project, task) references tasks, foreign key (tenant, label) references labels);
  create index on task_labels (tenant, label);
  create table eggs (id int primary key, hen int not null); create table hens (id int primary key, egg int not null references eggs deferrable initially deferred);
  alter table eggs add foreign key (hen) references hens deferrable initially deferred; create index on eggs (hen); create index on hens (egg);
  create table no_primary (code text not null unique, maybe text unique, amount money, ratio percentage, colour rgb);
  create table measurements (sensor int not null, at timestamptz not null, value double precision, doubled double precision generated always as (value * 2) stored, primary key (sensor, at)) partition by range (at);
  create table measurements_1 partition of measurements for values from ('2026-01-01') to ('2026-02-01');
  create table measurements_2 partition of measurements for values from ('2026-02-01') to ('2026-03-01') partition by hash (sensor);
  create table measurements_2a partition of measurements_2 for values with (modulus 2, remainder 0);
  create table measurements_2b partition of measurements_2 for values with (modulus 2, remainder 1);
  create table sensor_notes (id int primary key, sensor int not null, at timestamptz not null, note text, foreign key (sensor, at) references measurements);
  create table by_bytes (id bytea primary key, v text); create table by_mail (mail citext primary key, v text); create table by_mood (a inet, b uuid, c date, d numeric(8, 2), e boolean, f int4range, g text[], primary key (a, b, c, d, e, f, g), v xml, i interval, t tsvector, h json);
  create table mail_notes (id int primary key, mail citext not null references by_mail);
  create table by_char (id char(8) primary key, v float4); create table empty (id int primary key, total numeric(50, 10));
  create table by_username (id int primary key, username text not null unique); create table sessions (id uuid primary key, username text not null references by_username (username)); create index on sessions (username);
  insert into tenants select n, 'Tenant ' || n from generate_series(1, 4) n;
  insert into projects select t, p, 'Project ' || p from generate_series(1, 4) t, generate_series(1, 5) p;
  insert into tasks select t, p, k, k from generate_series(1, 4) t, generate_series(1, 5) p, generate_series(1, 6) k;
  insert into labels select t, 'l#' || l from generate_series(1, 4) t, generate_series(1, 3) l;
  insert into task_labels select t, 1 + k % 5, 1 + k % 6, 'l#' || l from generate_series(1, 4) t, generate_series(1, 20) k, generate_series(1, 3) l on conflict do nothing;
  begin; insert into hens select n, n from generate_series(1, 10) n; insert into eggs select n, n from generate_series(1, 10) n; commit;
  insert into no_primary select 'c' || n, nullif('m' || n, 'm3'), n, n, row(n, null, 'l,"' || n)::rgb from generate_series(1, 12) n;
  insert into measurements select s, timestamptz '2026-01-15Z' + n * interval '1 day', case n when 3 then 'NaN' when 4 then '-Infinity' when 5 then '-0' else n / 3.0 end from generate_series(1, 5) s, generate_series(0, 30) n;
  insert into sensor_notes select n, 1, timestamptz '2026-01-15Z' + n * interval '1 day', 'note' from generate_series(1, 10) n;
  insert into by_bytes select decode(lpad(to_hex(n), 4, '0'), 'hex'), 'v' from generate_series(1, 9) n; insert into by_mail select 'User' || n || '@Example.org', 'v' from generate_series(1, 9) n;
  insert into mail_notes select n, 'uSER' || n || '@example.ORG' from generate_series(1, 9) n;
  insert into by_mood select '10.0.0.1', gen_random_uuid(), date '2026-01-01' + n, n * 1.5, n % 2 = 0, int4range(n, n + 5), array['a#', null, '{"' || n], '<a/>', '1 mon 2 days', to_tsvector('simple', 'a b'), '{"deep":[1e30,{}]}' from generate_series(1, 9) n;
  insert into by_char select 'c' || n, n / 7.0 from generate_series(1, 9) n;
  insert into by_username select n, 'name ' || n from generate_series(1, 9) n; insert into sessions select gen_random_uuid(), 'name ' || (1 + n % 9) from generate_series(1, 30) n;
  analyze;`

/** Tables that a draft must leave out by name, beside one that it takes. */
const withGaps = `
  create table good (id int primary key);
  create table no_key (a int, b text); create table nullable_unique (a int unique, b text); create table late_unique (a int not null unique deferrable);
  create table parent (id int primary key, v text); create table child (extra int, primary key (id)) inherits (parent);
  create table private (id int primary key, owner text); alter table private enable row level security; alter table private force row level security;
  create table note (id int primary key, private_id int not null references private, child_id int not null references child);
  create view v as select 1 as id;
  insert into good select generate_series(1, 7); insert into no_key values (1, 'x'), (1, 'x'); insert into parent values (1, 'p'); insert into child values (2, 'c', 3); insert into private values (1, 'me'); insert into note values (1, 1, 2);`

/** As wide as PostgreSQL goes, with what would be copies and counters beside. */
const wide = `
  create table owners (id int primary key, name text not null);
  do $$ begin execute 'create table wide (id int primary key, owner_id int not null references owners, ' || (select string_agg('c' || n || ' int', ', ') from generate_series(1, 1598) n) || ')'; end $$;
  create index on wide (owner_id);
  create table parts (id int primary key, wide_id int not null references wide); create index on parts (wide_id);
  insert into owners values (1, 'one'); insert into wide (id, owner_id, c1, c1598) select n, 1, n, -n from generate_series(1, 20) n; insert into parts select n, 1 + n % 20 from generate_series(1, 40) n;`

/** Databases as they are found, and as nobody should build them: each is a script of its own. */
export const hostileDatabases = { forum, oddNames, oddTables, withGaps, wide } as const
