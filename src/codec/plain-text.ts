import { textCastCodec } from './text-cast.ts'

/**
 * Types that are text to DynamoDB and nothing else; also what stands in for every type that nobody here knows (PostGIS,
 * extensions).
 */
export const plainTextCodec = textCastCodec({
  types: [
    'char',
    'ltree',
    'lquery',
    'ltxtquery',
    'tsvector',
    'tsquery',
    'pg_lsn',
    'jsonpath',
    'tid',
    'refcursor',
    'txid_snapshot',
    'pg_snapshot',
    'int2vector',
    'oidvector',
  ],
  forms: ['S'],
  keyAlphabet: 'free',
  fromText: (text) => ({ S: text }),
  keyFromText: (text) => text,
})
