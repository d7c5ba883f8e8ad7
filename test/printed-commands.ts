import { readFile } from 'node:fs/promises'
import ts from 'typescript'

/** A command as a text of the project prints it, and where. */
export interface PrintedCommand {
  readonly place: string
  readonly command: string
}

const programs = 'pgfold|migrate_to_dynamo|validate_migration'
/** In quotes or backticks, or alone on its line: indented, after "$ ", after "Example: ", after variables. */
const quoted = new RegExp(`["\`]((?:[A-Z_]+=\\S+ )*(?:${programs}) [^"\`\\n]+)["\`]`, 'g')
const onItsLine = new RegExp(`^(?:\\s{2,}|\\$ |Example: )((?:[A-Z_]+=\\S+ )*(?:${programs}) .*)$`, 'gm')

export function commandsIn(text: string, place: string): PrintedCommand[] {
  const found = [...text.matchAll(quoted), ...text.matchAll(onItsLine)]
    .map(([, command = '']) => command)
    // A usage line, not a command: it says that more words follow.
    .filter((command) => !command.endsWith('...'))
  return [...new Set(found)].map((command) => ({ place, command }))
}

/**
 * Every text that a TypeScript file can print: literals, with `x1` for what is put in while it runs, and sums of
 * literals in one piece.
 */
export async function printedTexts(file: string): Promise<readonly string[]> {
  const source = ts.createSourceFile(file, await readFile(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const texts: string[] = []
  const visit = (node: ts.Node): void => {
    const text = literalText(node)
    if (text === null) ts.forEachChild(node, visit)
    else texts.push(text)
  }
  visit(source)
  return texts
}

/** Null: not a text. A sum counts where one side is a literal. */
function literalText(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `x1${literal.text}`).join('')
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [literalText(node.left), literalText(node.right)]
    return left === null && right === null ? null : `${left ?? 'x1'}${right ?? 'x1'}`
  }
  return null
}

/** The words that a shell would pass on; prose behind the command, comments, pipes and variables in front are cut. */
export function commandWords(command: string): readonly string[] {
  const alone = command
    .replace(/^(?:[A-Z_]+=\S+ )+/, '')
    .replace(/(?<=\S)\s{2,}.*$/, '')
    .replace(/\s+(?:#|\||>|&&).*$/, '')
    .replace(/[,;.](?:\s.*)?$/, '')
    .replaceAll(/<[^<>]*>/g, 'x1')
    .replaceAll(/\[[^[\]]*\]/g, '')
  return alone.split(/\s+/).filter((word) => word !== '')
}
