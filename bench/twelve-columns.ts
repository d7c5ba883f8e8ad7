/**
 * The table of the measurements: twelve columns of everyday types, about 540 bytes a row. Unlogged; the rows are a
 * function of their number alone.
 */
export function twelveColumnsSql(rows: number): string {
  return `
create unlogged table events (
  id bigint primary key, uid uuid not null, kind int not null, amount numeric(12,2) not null, created_at timestamptz not null,
  updated_at timestamptz not null, active boolean not null, code text not null, title text not null, body text not null, payload jsonb not null,
  score double precision not null);
insert into events
select i, md5(i::text)::uuid, i % 1000, (i % 100000000) / 100.0, timestamptz '2024-01-01 00:00:00Z' + i * interval '1.000123 s',
       timestamptz '2024-06-01 00:00:00Z' + i * interval '0.7 s', i % 3 = 0, lpad((i % 100000000)::text, 8, '0'),
       repeat(md5(i::text), 4), repeat(md5((i + 1)::text), 6),
       jsonb_build_object('n', i, 'tags', jsonb_build_array('red', 'green'), 'nested', jsonb_build_object('ok', true, 'ratio', i / 7.0)), i * 1.1
from generate_series(1, ${rows}) i;`
}
