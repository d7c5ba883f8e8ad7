import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { app } from '../src/cli/app.ts'
import type { CommandLine } from '../src/cli/command-line.ts'
import { presetMigrateLine } from '../src/cli/preset-migrate-line.ts'
import { presetValidateLine } from '../src/cli/preset-validate-line.ts'
import { errorRegistry } from '../src/errors/error-registry.ts'
import { complaint } from './complaint.ts'
import { liveProducers } from './live-producers.ts'
import { commandsIn, commandWords, printedTexts, type PrintedCommand } from './printed-commands.ts'

const root = path.resolve(import.meta.dirname, '..')
const lines: Readonly<Record<string, CommandLine>> = {
  pgfold: app,
  migrate_to_dynamo: presetMigrateLine('migrate_to_dynamo', ''),
  validate_migration: presetValidateLine('validate_migration', ''),
}

async function files(folder: string, suffix: RegExp, tests = false): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter(
      (entry) => entry.isFile() && suffix.test(entry.name) && (tests || !/\.(test|fixture)\.ts$/.test(entry.name)),
    )
    .map((entry) => path.join(entry.parentPath, entry.name))
}

const pages = ['README.md', 'DYNAMODB_MIGRATION.md', 'CONTRIBUTING.md', 'examples/chinook/README.md']
let sources: readonly { readonly place: string; readonly text: string }[] = []
let documents: readonly { readonly place: string; readonly text: string }[] = []

beforeAll(async () => {
  const read = async (file: string) => ({ place: path.relative(root, file), text: await readFile(file, 'utf8') })
  documents = await Promise.all([
    ...pages.map((page) => read(path.join(root, page))),
    ...(await files('docs', /\.md$/)).map(read),
  ])
  const printed: { place: string; text: string }[] = []
  for (const file of [...(await files('src', /\.ts$/)), ...(await files('demo', /\.ts$/))])
    for (const text of await printedTexts(file)) printed.push({ place: path.relative(root, file), text })
  sources = printed
})

describe('what is printed', () => {
  test('every command that a message, a help or a page prints is one that the parser takes', async () => {
    const printed: PrintedCommand[] = [
      ...sources.filter(({ place }) => !liveProducers.has(place)).flatMap(({ place, text }) => commandsIn(text, place)),
      ...documents.flatMap(({ place, text }) => commandsIn(text, place)),
    ]
    const refused: string[] = []
    for (const { place, command } of printed) {
      const [program = '', ...words] = commandWords(command)
      const line = lines[program]
      if (line === undefined) continue
      const said = await complaint(
        line,
        words.map((word) => (word === 'n' ? '1' : word)),
      )
      if (said !== null) refused.push(`${place}: ${command}\n    ${said}`)
    }
    expect(printed.length).toBeGreaterThan(60)
    expect(refused.join('\n')).toBe('')
  })

  test('every error code that is printed is in the registry', () => {
    const codes = new Set(Object.keys(errorRegistry))
    const areas = new Set([...codes].map((code) => code.slice(0, code.indexOf('_') + 1)))
    const notCodes = /^(?:DYNAMODB_TABLE_NAME|DYNAMODB_JSON|DYNAMODB_MIGRATION)$/
    const unknown = [...sources, ...documents].flatMap(({ place, text }) =>
      [...text.matchAll(/(?<![A-Z_{#$])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![A-Z_a-z])/g)].flatMap(([word]) =>
        areas.has(word.slice(0, word.indexOf('_') + 1)) && !codes.has(word) && !notCodes.test(word)
          ? [`${place}: ${word}`]
          : [],
      ),
    )
    expect([...new Set(unknown)]).toEqual([])
  })

  test('every environment variable that is printed is read somewhere', async () => {
    const read = new Set(
      (
        await Promise.all(
          ['src', 'scripts', 'servers', 'test', 'bench'].flatMap(async (folder) =>
            Promise.all((await files(folder, /\.(ts|mjs)$/, true)).map((file) => readFile(file, 'utf8'))),
          ),
        )
      )
        .flat()
        .flatMap((text) => [...text.matchAll(/(?<![A-Z_])(PGFOLD_[A-Z_]*[A-Z])/g)].map(([, name = '']) => name)),
    )
    const unknown = documents.flatMap(({ place, text }) =>
      [...text.matchAll(/\bPGFOLD_[A-Z_]*[A-Z]/g)].flatMap(([name]) => (read.has(name) ? [] : [`${place}: ${name}`])),
    )
    expect(read.size).toBeGreaterThan(20)
    expect([...new Set(unknown)]).toEqual([])
  })

  test('a wrong flag, a wrong command and a missing argument are noticed', async () => {
    expect(await complaint(app, ['table', 'create', '--endpoint', 'x'])).toMatch(/endpoint/)
    expect(await complaint(app, ['mend'])).not.toBeNull()
    expect(await complaint(app, ['resume'])).not.toBeNull()
    expect(commandsIn('Run "pgfold repare x", or', 'here')).toEqual([{ place: 'here', command: 'pgfold repare x' }])
    expect(await complaint(app, ['repare', 'x'])).not.toBeNull()
  })
})
