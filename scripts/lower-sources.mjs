// Preloaded where the tests run on Node 22: Node 24 reads the TypeScript sources as they are, Node 22 knows no `using`.
// Each source is compiled as it is loaded, with the same compiler and for the same target as the package. Plain
// JavaScript, because nothing compiles this file.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import path from 'node:path'

// The tests start hundreds of processes and threads, and compiling costs each of them 1.7 s of CPU: compiled sources
// are kept, by content.
const kept = path.resolve(import.meta.dirname, '..', 'node_modules', '.cache', 'pgfold-sources')
mkdirSync(kept, { recursive: true })

registerHooks({
  load(url, context, nextLoad) {
    const [location] = url.split('?')
    if (!location.startsWith('file:') || !location.endsWith('.ts') || location.includes('/node_modules/'))
      return nextLoad(url, context)
    return { format: 'module', source: lower(readFileSync(fileURLToPath(location), 'utf8')), shortCircuit: true }
  },
})

function lower(source) {
  const file = path.join(kept, `${createHash('sha256').update(source).digest('hex')}.js`)
  try {
    return readFileSync(file, 'utf8')
  } catch {
    const typescript = createRequire(import.meta.url)('typescript')
    const compilerOptions = {
      module: typescript.ModuleKind.ESNext,
      target: typescript.ScriptTarget.ES2024,
      verbatimModuleSyntax: true,
    }
    const { outputText } = typescript.transpileModule(source, { compilerOptions })
    // Another process may be writing the same file.
    const unfinished = `${file}.${process.pid}.${process.hrtime.bigint()}`
    writeFileSync(unfinished, outputText)
    renameSync(unfinished, file)
    return outputText
  }
}
