import path from 'node:path'

/** A file of `src`, by its path below `src` with `/` on every system. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** What one file says of others, and what it offers. */
export interface ModuleFacts {
  readonly path: string
  /** Files of `src` that it names in any way: `import`, `import type`, `import()`, the URL of a worker. */
  readonly imports: readonly string[]
  /** Modules from outside that it uses at run time; their types bind nobody. */
  readonly modules: readonly string[]
  /** Names that it exports; empty for an entry, which is started instead of imported. */
  readonly exports: readonly string[]
  /** Passes on what other files export. */
  readonly isBarrel: boolean
}

const comments = /^\s*(?:\/\/|\/?\*).*$/gm
const relativePaths = /(['"])(\.{1,2}\/[^'"\n]+\.ts)\1/g
const moduleImports = /^import\s+(?!type\s)(?:[^'"]*?\bfrom\s+)?['"]([^.'"][^'"]*)['"]/gm
const ownExports =
  /^export\s+(?:declare\s+)?(?:async\s+)?(?:abstract\s+)?(?:function\*?|const|class|interface|type|enum)\s+(\w+)/gm
const passedOn = /^export\s+(?:type\s+)?(?:\{[^}]*\}|\*)\s+from\s/m

export function isTestOrFixture(file: string): boolean {
  return /\.(test|fixture)\.ts$/.test(file)
}

/** Reads a file as text: every quoted relative path to a `.ts` file is an import, whatever it is used for. */
export function moduleFacts({ path: file, text }: SourceFile): ModuleFacts {
  const code = text.replace(comments, '')
  const folder = path.posix.dirname(file)
  const imports = [...code.matchAll(relativePaths)].map(([, , to = '']) =>
    path.posix.normalize(path.posix.join(folder, to)),
  )
  return {
    path: file,
    imports: [...new Set(imports)],
    modules: [...code.matchAll(moduleImports)].map(([, name = '']) => name),
    exports: [...code.matchAll(ownExports)].map(([, name = '']) => name),
    isBarrel: passedOn.test(code),
  }
}
