import fc from 'fast-check'
import { containerTypes } from '../../src/codec/oracle-containers.fixture.ts'
import { scalarTypes } from '../../src/codec/oracle-scalars.fixture.ts'
import { timeTypes } from '../../src/codec/oracle-times.fixture.ts'

/** A column of a table under test, and values in input syntax, some of which PostgreSQL may refuse. */
export interface TypeColumn {
  readonly name: string
  readonly sql: string
  readonly inputs: readonly string[]
}

/** What the oracle of the codecs does not know of: types with few values, aliases, containers of containers. */
const furtherTypes: readonly (readonly [sql: string, inputs: readonly string[]])[] = [
  ['int2[]', ['{-32768,32767,NULL}', '[3:4]={1,2}']],
  ['int8[]', ['{-9223372036854775808}']],
  ['float4[]', ['{1.4e-45,NaN}', '{-0}']],
  ['date[]', ['{infinity,4713-01-01 BC}', '{2024-02-29}']],
  ['timestamp[]', ['{"0044-03-15 BC"}', '{}']],
  ['time[]', ['{24:00:00}']],
  ['timetz[]', ['{12:00:00-15:59:59}']],
  ['json[]', ['{"[1, 2]","{\\"a\\":1,\\"a\\":2}"}']],
  ['varchar(5)[]', ['{" a ","é"}']],
  ['char(4)[]', ['{ab,NULL}']],
  ['name[]', ['{pg_class}']],
  ['citext[]', ['{A,a}', '{A,B}']],
  ['inet[]', ['{10.0.0.1/8,::1}']],
  ['cidr[]', ['{10.0.0.0/8}']],
  ['macaddr[]', ['{08:00:2b:01:02:03}']],
  ['bit(3)[]', ['{101,000}']],
  ['money[]', ['{1.5,-2}']],
  ['xml[]', ['{<a/>}']],
  ['oid[]', ['{4294967295,0}']],
  ['pg_lsn[]', ['{0/0}']],
  ['tsvector[]', ['{"a b"}']],
  ['hstore[]', ['{"a=>1"}']],
  ['ltree[]', ['{a.b}']],
  ['point[]', ['{"(1,2)"}']],
  ['polygon[]', ['{"((0,0),(1,1))"}']],
  ['int4range[]', ['{"[1,5)",empty}']],
  ['int4multirange[]', ['{"{[1,3)}"}']],
  ['positive[]', ['{0.50,NULL}', '{NaN}']],
  ['words[]', ['{"{a,b}","{}"}']],
  ['nested[]', ['{"(,)"}']],
  ['"char"[]', ['{a,b}']],
  ['int8range', ['[-9223372036854775808,9223372036854775807)', '(,)']],
  ['daterange', ['[2024-01-01,infinity)', '[infinity,)', 'empty']],
  ['tsrange', ['["2024-01-31 12:00:00.5",)']],
  ['nummultirange', ['{[1.50,2],(3,)}', '{}']],
  ['tstzmultirange', ['{["2024-01-31 00:00:00+00",infinity)}']],
  ['datemultirange', ['{[2024-01-01,2024-01-05)}']],
  ['int8multirange', ['{(,)}']],
  ['tsmultirange', ['{}']],
  ['line', ['{1,-1,0}', '{0,1,-1e300}']],
  ['lseg', ['[(0,0),(1e-300,1)]']],
  ['path', ['((0,0),(1,1))', '[(0,0),(1,1)]']],
  ['regclass', ['pg_class']],
  ['regtype', ['integer', 'text[]']],
  ['regproc', ['now']],
  ['regrole', ['postgres']],
  ['xid', ['4294967295']],
  ['cid', ['0']],
  ['tid', ['(0,1)', '(4294967295,65535)']],
  ['pg_snapshot', ['10:20:10,14']],
  ['txid_snapshot', ['10:20:10,14']],
  ['refcursor', ['c"1']],
  ['int2vector', ['1 -2', '']],
  ['oidvector', ['1 2']],
  ['lquery', ['Top.*']],
  ['ltxtquery', ['a & b']],
  ['cube', ['(1,2),(3,4)']],
  ['seg', ['1.5 .. 2']],
  ['isbn', ['0-393-04002-X']],
  ['intset', ['{1,2}']],
  ['textrange', ['["a,b",c)', '["",)']],
  ['row_of_a_table', ['(1,x)', '(,)']],
  ['deep_domain', ['7']],
  ['mood_domain', ['ok']],
  ['pair_domain', ['(1,x,,,,)', '(,,,,,)']],
]

export const furtherSetup = `
  CREATE EXTENSION cube; CREATE EXTENSION seg; CREATE EXTENSION isn;
  CREATE TYPE textrange AS RANGE (subtype = text);
  CREATE TABLE row_of_a_table (id int, dropped int, name text); ALTER TABLE row_of_a_table DROP COLUMN dropped;
  CREATE DOMAIN shallow AS positive; CREATE DOMAIN deep_domain AS shallow;
  CREATE DOMAIN mood_domain AS mood; CREATE DOMAIN pair_domain AS pair; CREATE DOMAIN intset AS int[];
`

/** Every type with the values that went wrong somewhere once, `cases` generated ones and their like. */
export function everyType(seed: number, cases: number): readonly TypeColumn[] {
  const known = [...scalarTypes, ...timeTypes, ...containerTypes].map(({ sql, corpus, arbitrary }) => ({
    sql,
    inputs: [...corpus, ...fc.sample(arbitrary, { seed, numRuns: cases })],
  }))
  return [...known, ...furtherTypes.map(([sql, inputs]) => ({ sql, inputs }))].map(({ sql, inputs }, at) => ({
    name: `t${at} ${sql.replaceAll('"', '')}`,
    sql,
    inputs,
  }))
}
