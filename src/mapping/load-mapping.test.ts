import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defineMapping } from './define-mapping.ts'
import { loadMapping } from './load-mapping.ts'

const mapping = defineMapping({
  name: 'test',
  table: { partitionKey: 'pk', entityType: 'type' },
  entities: { USER: { group: 'users', from: 'users', key: { pk: 'USER#{id}' } } },
})
const text = JSON.stringify(mapping)

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pgfold-mapping-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function file(name: string, content: string): Promise<string> {
  const full = path.join(folder, name)
  await writeFile(full, content)
  return full
}

describe('loadMapping', () => {
  test.each([
    ['default.mjs', `export default ${text}`],
    ['named.mjs', `export const other = 1; export const mapping = ${text}`],
    ['typed.mts', `export const mapping: object = ${text}`],
    ['only.mjs', `export const number = 1; export const myMapping = ${text}`],
    ['definition.json', JSON.stringify(mapping.definition)],
    ['for-an-editor.json', JSON.stringify({ $schema: './mapping.schema.json', ...mapping.definition })],
  ])('%s', async (name, content) => {
    const origin = { kind: 'file', path: path.join(folder, name) }
    expect(await loadMapping(await file(name, content))).toEqual({ ...mapping, origin })
  })

  test('reckons the hash itself and does not trust the one given', async () => {
    const forged = await file('forged.mjs', `export default ${JSON.stringify({ ...mapping, hash: '0' })}`)
    expect((await loadMapping(forged)).hash).toBe(mapping.hash)
  })

  test.each([
    ['none.mjs', 'export const a = 1', 'MAPPING_FILE_WITHOUT_MAPPING'],
    ['two.mjs', `export const a = ${text}; export const b = ${text}`, 'MAPPING_FILE_WITHOUT_MAPPING'],
    ['throws.mjs', 'throw new Error("no")', 'MAPPING_FILE_UNREADABLE'],
    ['broken.json', '{', 'MAPPING_FILE_UNREADABLE'],
    ['wrong.json', '{}', 'MAPPING_SCHEMA'],
  ])('%s is refused', async (name, content, code) => {
    await expect(loadMapping(await file(name, content))).rejects.toMatchObject({ code })
  })

  test('JSON is data: code in it is refused, and not run', async () => {
    const code = `globalThis.ranFromMapping = true; export const mapping = ${text}`
    await expect(loadMapping(await file('code.json', code))).rejects.toMatchObject({ code: 'MAPPING_FILE_UNREADABLE' })
    expect(globalThis).not.toHaveProperty('ranFromMapping')
    expect(await loadMapping(await file('code.mjs', code))).toMatchObject(mapping)
    expect(globalThis).toHaveProperty('ranFromMapping', true)
    Reflect.deleteProperty(globalThis, 'ranFromMapping')
  })

  test('a file that is not there', async () => {
    await expect(loadMapping(path.join(folder, 'missing.ts'))).rejects.toMatchObject({
      code: 'MAPPING_FILE_UNREADABLE',
    })
  })
})
