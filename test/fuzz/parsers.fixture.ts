import { createHash } from 'node:crypto'
import { catalogOf } from '../../src/catalog/catalog.fixture.ts'
import { baseType, type PgType } from '../../src/catalog/pg-type.ts'
import { baseCodecBySendName } from '../../src/codec/base-codecs.ts'
import { codecFor } from '../../src/codec/registry.ts'
import { compileEncoder } from '../../src/encode/compiled/compile-encoder.ts'
import type { EntityName, MappingHash, ValueRef } from '../../src/brand.ts'
import type { ResolvedEntity, ResolvedTemplate } from '../../src/mapping/resolved.ts'
import { ValueError } from '../../src/codec/value/value-error.ts'
import { fieldOf, tupleOf } from '../../src/encode/tuple.fixture.ts'
import { PgfoldError } from '../../src/errors/pgfold-error.ts'
import { initialState } from '../../src/ledger/ledger-state.ts'
import { init, worker } from '../../src/ledger/ledger.fixture.ts'
import { decodeStateFile, encodeStateFile } from '../../src/ledger/state-file.ts'
import { runIdAt } from '../../src/ledger/state-path.ts'
import { canonicalJson } from '../../src/mapping/canonical-json.ts'
import { checkMapping } from '../../src/mapping/check-mapping.ts'
import { parseMapping } from '../../src/mapping/define-mapping.ts'
import { parseTemplate } from '../../src/mapping/template/parse-template.ts'
import { printTemplate } from '../../src/mapping/template/print-template.ts'
import { parseSourceUrl } from '../../src/postgres/connection/source-config.ts'
import { TupleSplitter } from '../../src/postgres/load/tuple-splitter.ts'
import { ratelMapping } from '../../src/ratel/mapping.ts'
import { everythingMapping } from '../rights/everything.fixture.ts'

/** Something that reads what others wrote. */
export interface FuzzedParser {
  readonly name: string
  /** Good inputs, to be changed. */
  readonly corpus: readonly Buffer[]
  /** JSON: also changed by its parts, so that it stays JSON. */
  readonly json?: boolean
  /** Reads an input; an error that is none of ours, or another answer than promised, is a defect. */
  readonly read: (input: Buffer) => void
}

/** Ours: errors with a code. Everything else is a crash. */
export function isOurs(error: unknown): boolean {
  return error instanceof PgfoldError || error instanceof ValueError
}

const texts = (...all: readonly string[]): readonly Buffer[] => all.map((text) => Buffer.from(text))

const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])

function copyStream(...tuples: readonly Buffer[]): Buffer {
  return Buffer.concat([header, ...tuples, Buffer.of(0xff, 0xff)])
}

function splitAll(pieces: readonly Buffer[]): string {
  let tuples = 0
  const splitter = new TupleSplitter(
    {
      onTuple: (_bytes, start, end) => void (tuples += end - start),
      onOversize: (_bytes, start, end) => void (tuples += end - start),
    },
    1 << 16,
  )
  try {
    for (const piece of pieces) splitter.push(piece)
    splitter.finish()
  } catch (error) {
    if (error instanceof PgfoldError) return error.code
    throw error
  }
  return String(tuples)
}

const copyBinary: FuzzedParser = {
  name: 'COPY BINARY stream',
  corpus: [
    copyStream(),
    copyStream(tupleOf([fieldOf('int8', '42'), fieldOf('text', 'a text'), null])),
    copyStream(...Array.from({ length: 5 }, (_, at) => tupleOf([fieldOf('int4', String(at)), Buffer.alloc(at * 300)]))),
    copyStream(tupleOf([Buffer.alloc(1 << 17)]), tupleOf([fieldOf('numeric', '12.5'), fieldOf('jsonb', '{"a":[1]}')])),
  ],
  read(input) {
    const whole = splitAll([input])
    const middle = input.length >> 1
    const parts = splitAll([input.subarray(0, 7), input.subarray(7, middle), input.subarray(Math.max(7, middle))])
    if (input.length >= 14 && whole !== parts) throw new Error(`whole: ${whole}, in parts: ${parts}`)
  },
}

const sendTypes: readonly PgType[] = [
  ...[...baseCodecBySendName.keys()].map((name, at) => baseType(name, 100 + at)),
  { kind: 'array', oid: 1009, name: '_text', element: baseType('text', 25) },
  { kind: 'array', oid: 1231, name: '_numeric', element: baseType('numeric', 1700) },
]
/** An encoder for each type and form, of items with a key and one attribute. */
const encoders = sendTypes.flatMap((type) =>
  codecFor(type).forms.map((form) => {
    const template = (text: string): ResolvedTemplate => ({ text, segments: [{ kind: 'literal', text }] })
    const entity: ResolvedEntity = {
      name: 'THING' as EntityName,
      group: 'things',
      source: { kind: 'table', table: { schema: 'public', name: 'things' }, where: [] },
      values: [{ kind: 'column', column: 'a', type, nullable: true }],
      partitionKey: template('THING'),
      sortKey: null,
      indexKeys: [],
      attributes: [
        {
          kind: 'value',
          name: 'a',
          value: 0 as ValueRef,
          form,
          onNull: 'omit',
          onEmpty: 'keep',
          onUnrepresentable: 'reject',
        },
      ],
      lookups: [],
      identity: { kind: 'unique' },
      chunkBy: null,
      sourceKey: [{ name: 'a', value: 0 as ValueRef }],
    }
    const table = { partitionKey: 'pk', sortKey: null, keyTypes: { pk: 'S' as const }, entityType: 'type', indexes: [] }
    const mapping = { name: 'fuzz', hash: '' as MappingHash, table, entities: [entity] }
    return compileEncoder(mapping, entity, [{ kind: 'value', value: 0 as ValueRef }])
  }),
)

/** The first byte chooses type and form, the rest is the field as the server would send it. */
const copyField: FuzzedParser = {
  name: 'fields of COPY BINARY',
  corpus: [
    ...(['int2', 'int4', 'int8', 'text', 'bool'] as const).map((type) => fieldOf(type, type === 'bool' ? 't' : '12')),
    fieldOf('numeric', '-123456.00789'),
    fieldOf('jsonb', '{"a":[1,-2.5e10,"\\u00e9",null,true,{"b":{}}]}'),
    fieldOf('textArray', '{a,"b c",NULL}'),
    fieldOf('int8Array', '{1,2,3}'),
    Buffer.alloc(16, 7),
    Buffer.from('0200200004c0a80001', 'hex'),
  ].flatMap((field) => encoders.map((_, at) => Buffer.concat([Buffer.of(at), field ?? Buffer.alloc(0)]))),
  read(input) {
    const tuple = tupleOf([input.subarray(1)])
    const encoded = encoders[(input[0] ?? 0) % encoders.length]?.encode(tuple, 0, tuple.length)
    if (encoded?.kind === 'item') encoded.item.release()
  },
}

const templates: FuzzedParser = {
  name: 'templates',
  corpus: texts(
    'USER#{id}',
    'COMMENT#{created_at}#{id|pad:12}',
    '{"odd ""name"""|escape}#{owner.nickname|lower}',
    '{{literal}}#{a|shard:10}#{b|epoch-seconds}',
    '',
  ),
  read(input) {
    const result = parseTemplate(input.toString('utf8'))
    if ('problem' in result) return
    const again = parseTemplate(printTemplate(result.template))
    if ('problem' in again || printTemplate(again.template) !== printTemplate(result.template))
      throw new Error('what was printed is read as something else')
  },
}

const catalog = catalogOf({
  members: { schema: 'shop', columns: { id: 'int4!', active: 'bool', mail: 'text', name: 'text' }, primaryKey: ['id'] },
  likes: {
    schema: 'shop',
    columns: { id: 'int4!', note_id: 'int4!', member_id: 'int4!', at: 'timestamptz!' },
    primaryKey: ['id'],
  },
  orders: {
    schema: 'shop',
    columns: { id: 'int4!', member_id: 'int4', amount: 'numeric', state: 'text' },
    primaryKey: ['id'],
  },
  notes: { schema: 'shop', columns: { id: 'int4!', author_mail: 'citext', state: 'text' }, primaryKey: ['id'] },
  people: { schema: 'shop', columns: { mail: 'citext!', full_name: 'text' }, primaryKey: ['mail'] },
})

const mappings: FuzzedParser = {
  name: 'mappings',
  json: true,
  corpus: [everythingMapping, ratelMapping].map(({ definition }) => Buffer.from(JSON.stringify(definition))),
  read(input) {
    let data: unknown
    try {
      data = JSON.parse(input.toString('utf8'))
    } catch {
      // Refused by JSON itself, before anything of ours.
      return
    }
    checkMapping(parseMapping(data), catalog)
  },
}

const runId = runIdAt(1_760_000_000)
const state = initialState(runId, init, worker, '2026-01-01T00:00:00.000Z')

const stateFiles: FuzzedParser = {
  name: 'state files',
  json: true,
  corpus: [encodeStateFile(state)],
  read(input) {
    try {
      decodeStateFile(input, runId, 'state.json')
    } catch (error) {
      if (!isOurs(error)) throw error
    }
    // The same with a checksum that fits, so that what stands behind it is reached.
    const forged = withChecksum(input)
    if (forged !== null) encodeStateFile(decodeStateFile(forged, runId, 'state.json'))
  },
}

function withChecksum(input: Buffer): Buffer | null {
  try {
    const parsed: unknown = JSON.parse(input.toString('utf8'))
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null
    const { checksum: _, ...body }: { checksum?: unknown } = parsed
    const checksum = createHash('sha256').update(canonicalJson(body)).digest('hex')
    return Buffer.from(JSON.stringify({ ...body, checksum }))
  } catch {
    return null
  }
}

const connectionStrings: FuzzedParser = {
  name: 'connection strings',
  corpus: texts(
    'postgresql://user:pass@db.example.org:5432/shop?sslmode=verify-full&connect_timeout=10',
    'postgres://u%40x:p%2Fw@[::1]:6000/a%20b?sslrootcert=%2Fetc%2Fca.pem&channel_binding=require',
    'postgres:///shop?host=/var/run/postgresql&user=me&password=p&options=-c%20search_path%3Dx',
    'postgres://h/x?sslnegotiation=direct&ssl=true&passfile=~/.pgpass&application_name=a',
    '',
  ),
  read: (input) => void parseSourceUrl(input.toString('utf8'), { PGUSER: 'u', HOME: '/home/u' }),
}

export const fuzzedParsers: readonly FuzzedParser[] = [
  copyBinary,
  copyField,
  templates,
  mappings,
  stateFiles,
  connectionStrings,
]
