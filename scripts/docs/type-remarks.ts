/** What a reader should know of a type beyond its forms: by the first name of its codec, or by kind. */
export const typeRemarks: ReadonlyMap<string, string> = new Map([
  ['int2', 'Exact; 64 bits never pass through a floating point number.'],
  ['oid', 'Unsigned.'],
  [
    'numeric',
    '`N` up to 38 significant digits and 9.99E+125; NaN, infinities and longer numbers only as `S`. Trailing zeros (`1.50`) stay in `S` only: DynamoDB does not keep them.',
  ],
  [
    'float4',
    'The shortest decimal that reads back as the same value. NaN and infinities only as `S`; -0 is 0 as `N`. Beyond 9.99E+125 or below 1E-130 only as `S`.',
  ],
  ['float8', 'As `float4`.'],
  ['bool', 'As `S` and in keys: `true` and `false`.'],
  [
    'text',
    'Every text that PostgreSQL holds. Lengths and collations play no part. An empty text is kept unless `onEmpty` says otherwise; in a key it counts as missing. citext cannot tell rows apart in the key of a table.',
  ],
  ['bpchar', '`char(n)`: the attribute keeps the padding, the key drops it, as comparison in PostgreSQL does.'],
  ['bytea', '`S` and keys in hexadecimal; the attribute as `S` with `\\x` before it.'],
  ['uuid', '`B` is 16 bytes, `S` 36 characters.'],
  [
    'json',
    '`document` keeps numbers exact (38 digits) and refuses more than 32 levels and empty names; of a name that repeats the last one counts. `S` is the text as it was stored.',
  ],
  ['jsonb', '`document` as for `json`. `S` is the text as PostgreSQL prints it.'],
  [
    'date',
    '`iso` is `2024-01-31`; years before 0000 and after 9999 with sign and six digits. The infinities only as `S`, and as words in keys.',
  ],
  ['time', '`iso` and keys have as many digits of a second as the column holds, so that text order is time order.'],
  ['timetz', 'Keeps its offset. Two times that are the same instant with other offsets stay two texts.'],
  [
    'timestamp',
    'Microseconds are kept. Without a zone: `iso` has no `Z`, and the epoch forms take it as UTC. The infinities only as `S`, and as words in keys.',
  ],
  [
    'timestamptz',
    'Microseconds are kept. Always written in UTC, with `Z`. Year 294276 and BC included; infinities as for `timestamp`.',
  ],
  ['inet', 'As PostgreSQL prints them.'],
  ['macaddr', 'As PostgreSQL prints them.'],
  [
    'interval',
    'An ISO 8601 duration with months, days and seconds apart, `P1Y2M-3DT4H5M6.789S`. `iso` refuses the infinite ones. Cannot tell rows apart in the key of a table: one day equals 24 hours.',
  ],
  ['money', '`N` only where `lc_monetary` is C or en_US.'],
  ['bit', 'As text, `1010`, because bytes would lose the number of bits.'],
  ['hstore', '`M` of texts, NULL as NULL; an empty name only as `S`.'],
  ['point', '`M` has `x` and `y`.'],
  ['line', 'As PostgreSQL prints them.'],
  ['char', 'As PostgreSQL prints them.'],
  ['enum', 'Its label.'],
  [
    'array',
    '`L` has one list per dimension, NULL elements as NULL, elements in the default form of their type. `set` takes one dimension without NULL and repetitions, of texts, numbers or bytes; an empty one is left out. Lower bounds other than 1 survive in `S` only.',
  ],
  ['composite', '`M` by field names, NULL fields left out, each in the default form of its type.'],
  ['range', '`M` has `lower` and `upper` (left out when infinite), `lowerInclusive`, `upperInclusive` and `empty`.'],
  ['multirange', '`L` of the maps of its ranges.'],
  ['domain', 'As its base type in everything.'],
  ['any other', 'PostGIS, types of other extensions: as PostgreSQL prints them.'],
])
