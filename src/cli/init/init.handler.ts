import { draftDefinition } from '../../design/draft/draft-definition.ts'
import { draftMapping } from '../../design/draft/draft-mapping.ts'
import type { Draft } from '../../design/draft/draft-entity.ts'
import { printDraft } from '../../design/draft/print-draft.ts'
import { readHints } from '../../design/inspect/read-hints.ts'
import type { InitData } from '../../design/draft/init-data-schema.ts'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { nodeFiles } from '../../ledger/durable-files.ts'
import { codeOf } from '../../ledger/file-error.ts'
import { checkMapping } from '../../mapping/check-mapping.ts'
import { shellQuote } from '../../shell-quote.ts'
import { defineMapping } from '../../mapping/define-mapping.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import { findingsText } from '../../output/text/findings-text.ts'
import { countOf } from '../../format-count.ts'
import { type TextBlock, textBlock } from '../../output/text/text-block.ts'
import { connectSource } from '../../postgres/connection/connect.ts'
import { readCatalog } from '../../postgres/catalog/read-catalog.ts'
import { parseSourceUrl } from '../../postgres/connection/source-config.ts'
import type { CliContext, Environment } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { readSelection } from '../flags/selection-flags.ts'
import { readSourceUrl } from '../flags/source-flags.ts'
import { switchOf } from '../switch-option.ts'
import { valueOf } from '../value-option.ts'
import { attributeKeys, force, type InitFlags, out } from './init.flags.ts'
import { sayNotes } from '../say-notes.ts'

/** The name under which every command finds a mapping without a flag. */
const defaultFile = 'pgfold.mapping.ts'

export async function initHandler(this: CliContext, flags: InitFlags): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async ({ signal }) => {
    const source = parseSourceUrl(await readSourceUrl(this, flags), this.env)
    sayNotes(this, source.notes)
    const given = valueOf(out, flags.out, this.env) ?? defaultFile
    const file = given === '-' ? null : given
    const overwrite = switchOf(force, flags.force, this.env)
    if (file !== null) await checkFile(file, overwrite)
    const draft = await draftFrom(source, flags, this.env, signal)
    const text = printDraft(draft)
    if (file !== null) await writeDraft(file, text, overwrite)
    const data: InitData = {
      file,
      database: draft.name,
      indexes: Object.keys(draft.table.indexes ?? {}),
      entities: draft.entities.map(({ name, source: { schema, name: table }, key, indexes }) => ({
        entity: name,
        schema,
        table,
        key,
        indexes: indexes.map(({ index, pk, sk, attributes: own }) => ({
          index,
          pk,
          sk,
          attributes: own === null ? null : { partition: [...own.partition], sort: [...own.sort] },
        })),
      })),
      leftOut: [...draft.leftOut],
      undecided: [...draft.undecided],
    }
    const isComplete = draft.leftOut.every((finding) => finding.severity !== 'error')
    return {
      exit: isComplete ? 0 : 2,
      text: file === null ? textBlock(text.trimEnd().split('\n')) : summary(draft, file),
      data,
      warnings: source.notes,
    }
  })
}

async function draftFrom(
  source: Parameters<typeof connectSource>[0],
  flags: InitFlags,
  env: Environment,
  signal: AbortSignal,
): Promise<Draft> {
  await using client = await connectSource(source, { role: 'init', signal })
  const catalog = await readCatalog(client, signal)
  const draft = draftMapping(catalog, await readHints(client, catalog, signal), readSelection(env, flags), {
    attributeKeys: switchOf(attributeKeys, flags.attributeKeys, env),
  })
  refuseInvalid(draft, catalog)
  return draft
}

/** A draft runs as it is, or is not written: the last line of defence against a defect in the drafting. */
function refuseInvalid(draft: Draft, catalog: Catalog): void {
  const errors = checkMapping(defineMapping(draftDefinition(draft)), catalog).findings.filter(
    (finding) => finding.severity === 'error',
  )
  if (errors.length > 0)
    throw new PgfoldError('DESIGN_DRAFT_INVALID', {
      detail: errors.map((error) => `${error.code} at ${error.place}`).join(', '),
    })
}

/** As an editor makes one; it is no secret. */
const newFileMode = 0o666

/** What can be said of the file before the database is asked. */
async function checkFile(file: string, force: boolean): Promise<void> {
  try {
    if (!force && (await nodeFiles.size(file)) !== null) throw new PgfoldError('DESIGN_FILE_EXISTS', { detail: file })
    await nodeFiles.probe(file)
  } catch (cause) {
    throw asFileError(file, cause)
  }
}

/** Whole or not at all, and through no symbolic link. A file that is replaced keeps its mode. */
async function writeDraft(file: string, text: string, force: boolean): Promise<void> {
  try {
    const mode = force ? ((await nodeFiles.rights(file))?.mode ?? newFileMode) : newFileMode
    await (force ? nodeFiles.replace : nodeFiles.create)(file, Buffer.from(text), mode)
  } catch (cause) {
    throw asFileError(file, cause)
  }
}

function asFileError(file: string, cause: unknown): PgfoldError {
  if (cause instanceof PgfoldError) return cause
  return new PgfoldError(codeOf(cause) === 'EEXIST' ? 'DESIGN_FILE_EXISTS' : 'CLI_SYSTEM', { detail: file, cause })
}

function summary(draft: Draft, file: string): TextBlock {
  const indexes = Object.keys(draft.table.indexes ?? {}).length
  const left = draft.leftOut.length === 0 ? [] : ['', 'Left out:', ...findingsText(draft.leftOut).split('\n')]
  return textBlock([
    `${file}: ${countOf(draft.entities.length, 'entity', 'entities')} in one table with ` +
      `${countOf(indexes, 'index', 'indexes')}`,
    `Open questions: ${draft.undecided.length}, listed at the end of the file`,
    ...left,
    '',
    'Next:',
    `  pgfold table create --mapping ${shellQuote(file)} --table <name>`,
    `  pgfold migrate --mapping ${shellQuote(file)} --table <name>`,
    `  pgfold validate all --mapping ${shellQuote(file)} --table <name>`,
  ])
}
