/** One command of a page: its words, and the variables set in front of it. */
export interface GuideCommand {
  readonly words: readonly string[]
  readonly variables: Readonly<Record<string, string>>
}

/**
 * Every command of the `bash` blocks of a page, in order; continued lines joined, comments left out. `export` lines are
 * not commands.
 */
export function guideCommands(markdown: string): GuideCommand[] {
  const commands: GuideCommand[] = []
  for (const [, block = ''] of markdown.matchAll(/^ *```bash\n([\s\S]*?)^ *```/gm)) {
    for (const line of block.replaceAll(/\\\n\s*/g, ' ').split('\n')) {
      const words = line
        .replace(/(^|\s)#.*$/, '')
        .trim()
        .split(/\s+/)
        .filter(Boolean)
      if (words.length === 0 || words[0] === 'export') continue
      const variables: Record<string, string> = {}
      while (/^[A-Z_]+=/.test(words[0] ?? '')) {
        const [name = '', ...value] = (words.shift() ?? '').split('=')
        variables[name] = value.join('=')
      }
      commands.push({ words, variables })
    }
  }
  return commands
}
