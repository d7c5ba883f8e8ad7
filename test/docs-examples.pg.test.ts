import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase, type TestDatabase } from '../servers/test-database.ts'
import type { Catalog } from '../src/catalog/catalog.ts'
import { readSourceRows } from '../src/design/data/read-source-rows.ts'
import { attributeJson } from '../src/encode/compiled/attribute-json.ts'
import { referenceItem } from '../src/encode/reference/reference-item.ts'
import { mappingErrors } from '../src/errors/areas/mapping.ts'
import * as language from '../src/index.ts'
import { checkMapping } from '../src/mapping/check-mapping.ts'
import { loadMapping } from '../src/mapping/load-mapping.ts'
import type { ResolvedMapping } from '../src/mapping/resolved.ts'
import { connectSource } from '../src/postgres/connection/connect.ts'
import { readCatalog } from '../src/postgres/catalog/read-catalog.ts'
import { openSnapshot } from '../src/postgres/snapshot.ts'
import { parseSourceUrl } from '../src/postgres/connection/source-config.ts'
import { docsBlocks, mappingExamples, type MappingExample } from './docs-blocks.ts'

const page = await readFile(path.resolve(import.meta.dirname, '../docs/mapping.md'), 'utf8')
const blocks = docsBlocks(page)
const examples = mappingExamples(blocks)
const { signal } = new AbortController()

let db: TestDatabase
let catalog: Catalog
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pgfold-docs-'))
  db = await testDatabase()
  for (const { language: kind, text } of blocks) if (kind === 'sql') await db.query(text)
  await using client = await connectSource(parseSourceUrl(db.url, {}), { role: 'test', signal })
  catalog = await readCatalog(client, signal)
})
afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** The name of the package means the one under test; every command offers it in the same way. */
async function load({ kind, text, line }: MappingExample) {
  const file = path.join(folder, `line-${line}.${kind}`)
  await writeFile(
    file,
    text.replaceAll("from 'pgfold'", `from '${path.resolve(import.meta.dirname, '../src/index.ts')}'`),
  )
  return loadMapping(file)
}

/** Every item of the mapping, and the codes of the rows that are rejected. */
async function derive(
  mapping: ResolvedMapping,
): Promise<{ readonly items: readonly Record<string, unknown>[]; readonly rejected: readonly string[] }> {
  const items: Record<string, unknown>[] = []
  const rejected: string[] = []
  await using snapshot = await openSnapshot(parseSourceUrl(db.url, {}), signal)
  for (const entity of mapping.entities) {
    for await (const rows of readSourceRows(snapshot.client, entity, { hasIndex: () => true }, signal)) {
      for (const { texts } of rows) {
        const outcome = referenceItem(mapping, entity, texts)
        if (outcome.kind === 'rejected') rejected.push(outcome.code)
        else
          items.push(
            Object.fromEntries(
              Object.entries(outcome.item).map(([name, value]): [string, unknown] => [
                name,
                JSON.parse(attributeJson(value)),
              ]),
            ),
          )
      }
    }
  }
  return { items, rejected }
}

describe('docs/mapping.md', () => {
  test.each(examples.map((example) => [example.line, example] as const))(
    'the example in line %i',
    async (_, example) => {
      const { resolved, findings } = checkMapping(await load(example), catalog)
      expect(
        findings.filter(({ severity }) => severity === 'error').map(({ code, place }) => `${code} at ${place}`),
      ).toEqual(example.errors)
      if (resolved === null) return
      const { items } = await derive(resolved)
      expect(items.length).toBeGreaterThan(0)
      for (const shown of example.items) expect(items).toContainEqual(shown)
    },
  )

  test('has every builder, every format and every error code', () => {
    const text = examples.map((example) => example.text.replace(/^import .*$/m, '')).join('\n')
    const exported = Object.entries(language).flatMap(([name, value]) =>
      typeof value === 'function' && /^[a-z]/.test(name) ? [name] : [],
    )
    const others = [
      'parseMapping',
      'loadMapping',
      'checkMapping',
      'resolveMapping',
      'resolveTable',
      'parseSourceUrl',
      'resolveTargetConfig',
      'dynamoDbClient',
      'createTableInput',
      'createTable',
      'describeTable',
      'migrate',
      'resume',
      'retryRejects',
      'readLedger',
      'parseRunId',
      'validate',
      'repair',
      'checkDatabase',
      'drawDatabase',
      'mermaidText',
      'pictureHtml',
    ]
    const builders = exported.filter((name) => !others.includes(name))
    expect(builders.length).toBeGreaterThan(30)
    expect(builders.filter((name) => !new RegExp(`\\b${name}\\(`).test(text))).toEqual([])
    const formats = [
      'pad:',
      'lower',
      'upper',
      'escape',
      'shard:',
      'iso',
      'epoch-seconds',
      'epoch-millis',
      'epoch-micros',
    ]
    expect(formats.filter((format) => !text.includes(`|${format}`))).toEqual([])
    for (const [code, { title }] of Object.entries(mappingErrors)) expect(page).toContain(`| \`${code}\` | ${title}`)
    for (const option of [
      'onNull',
      'onEmpty',
      'onUnrepresentable',
      'as',
      'except',
      'rename',
      'forms',
      'distinct',
      'orderBy',
      'chunkBy',
      'sourceKey',
      'projection',
      'duplicates',
      'oversize',
      'where',
      'key',
    ])
      expect(text).toMatch(new RegExp(`\\b${option}:`))
  })

  test('links lead somewhere', async () => {
    const anchors = new Set(
      [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      ),
    )
    for (const [, target = ''] of page.matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith('#')) expect(anchors).toContain(target.slice(1))
      else expect(await readFile(path.resolve(import.meta.dirname, '../docs', target), 'utf8')).not.toBe('')
    }
  })
})
