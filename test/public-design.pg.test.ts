import { expect, test } from 'vitest'
import { testDatabase } from '../servers/test-database.ts'
import {
  allColumns,
  checkDatabase,
  defineMapping,
  drawDatabase,
  mermaidText,
  parseSourceUrl,
  PgfoldError,
  pictureHtml,
} from '../src/index.ts'

const never = new AbortController().signal

function shop(key: string) {
  return defineMapping({
    name: 'shop',
    table: { partitionKey: 'pk', sortKey: 'sk', entityType: 'type' },
    entities: {
      ALBUM: { group: 'albums', from: 'albums', key: { pk: key, sk: 'METADATA' }, attributes: { ...allColumns() } },
    },
  })
}

test('the public functions check and draw a mapping over a database, and read no row unless asked', async () => {
  await using database = await testDatabase()
  await database.query(
    "CREATE TABLE albums (id int PRIMARY KEY, title text); INSERT INTO albums SELECT n, 'Secret Title ' || n FROM generate_series(1, 20) n; ANALYZE",
  )
  const source = parseSourceUrl(database.url, {})
  const structure = await checkDatabase({ mapping: shop('ALBUM#{id}'), source }, never)
  expect(structure).toMatchObject({ errors: 0, data: null, dataSkipped: null })
  const read = await checkDatabase({ mapping: shop('ALBUM#{id}'), source, data: { sampleRows: 5 } }, never)
  expect(read.data?.entities).toMatchObject([{ entity: 'ALBUM', rows: 20, items: 20, sampled: 5 }])
  expect(
    (await checkDatabase({ mapping: shop('ALBUM#{nothing}'), source }, never)).findings.map(({ code }) => code),
  ).toContain('MAPPING_UNKNOWN_COLUMN')

  const plain = await drawDatabase({ mapping: shop('ALBUM#{id}'), source }, never)
  expect(plain.picture.entities[0]?.examples).toEqual([])
  const { picture } = await drawDatabase({ mapping: shop('ALBUM#{id}'), source, examples: 2 }, never)
  expect(picture.entities[0]?.examples).toHaveLength(2)
  expect(pictureHtml(picture, { masked: true })).toContain('Xxxxxx Xxxxx')
  expect(JSON.stringify(picture)).not.toContain('Secret')
  expect(mermaidText(picture)).toContain('ALBUM')
  await expect(drawDatabase({ mapping: shop('ALBUM#{nothing}'), source }, never)).rejects.toBeInstanceOf(PgfoldError)
})
