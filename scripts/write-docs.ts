import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { commandsPage } from './docs/commands-page.ts'
import { errorsPage } from './docs/errors-page.ts'
import { mappingJsonSchema, reportJsonSchema } from './docs/json-schemas.ts'
import { typesPage } from './docs/types-page.ts'

/**
 * Writes the pages of docs/ that are derived from the code; `--check` fails where a page on disk differs, so that no
 * page can fall behind.
 */
const root = path.resolve(import.meta.dirname, '..')

const pages: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/commands.md': commandsPage,
  'docs/errors.md': errorsPage,
  'docs/mapping.schema.json': mappingJsonSchema,
  'docs/report.schema.json': reportJsonSchema,
  'docs/types.md': typesPage,
}

let behind = 0
for (const [page, make] of Object.entries(pages)) {
  const file = path.join(root, page)
  const text = await make()
  if (process.argv.includes('--check')) {
    if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
      behind += 1
      process.stdout.write(`${page} is behind the code. Fix: node scripts/write-docs.ts\n`)
    }
  } else {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
  }
}
process.exitCode = behind === 0 ? 0 : 1
