import { PgfoldError } from '../../errors/pgfold-error.ts'
import { describeTable } from '../../dynamodb/table/describe-table.ts'
import { resolveTable } from '../../mapping/resolve-table.ts'
import { textBlock } from '../../output/text/text-block.ts'
import { iamPolicy, type IamPolicyData } from '../../rights/iam-policy.ts'
import { placeholderArn } from '../../rights/placeholder-arn.ts'
import type { CliContext } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { readHashKeys } from '../flags/key-flags.ts'
import { readMapping } from '../flags/mapping-flags.ts'
import { readTarget } from '../flags/target-flags.ts'
import { sayNotes } from '../say-notes.ts'
import { withTableClient } from '../table/with-table-client.ts'
import { valueOf } from '../value-option.ts'
import { purpose, type IamPolicyFlags } from './iam-policy.flags.ts'

export async function iamPolicyHandler(this: CliContext, flags: IamPolicyFlags): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async ({ signal }) => {
    const { indexes } = resolveTable(await readMapping(this, flags))
    const purposes = [...(valueOf(purpose, flags.purpose, this.env) ?? (['migrate', 'validate', 'repair'] as const))]
    const table = await findTable(this, flags, signal)
    const policy = iamPolicy(
      { arn: table.arn, indexes: indexes.map(({ name }) => name) },
      { purposes, hashKeys: readHashKeys(this.env, flags) !== false },
    )
    return {
      exit: 0,
      text: textBlock(JSON.stringify(policy, null, 2).split('\n')),
      data: { table: table.name, purposes, policy, placeholders: [...table.placeholders] } satisfies IamPolicyData,
      warnings: table.notes,
    }
  })
}

interface FoundTable {
  readonly name: string
  readonly arn: string
  readonly placeholders: readonly string[]
  readonly notes: readonly string[]
}

/** What a wrong command line is; everything else only means that the table cannot be asked from here. */
const refused: ReadonlySet<string> = new Set([
  'TARGET_TABLE_NAME_INVALID',
  'TARGET_ENDPOINT_INVALID',
  'CLI_USAGE',
  'CLI_ENVIRONMENT_VALUE',
])

async function findTable(context: CliContext, flags: IamPolicyFlags, signal: AbortSignal): Promise<FoundTable> {
  const asked = await askTable(context, flags, signal)
  if (asked.kind === 'found') return asked.table
  const target = readTarget(context, flags)
  const name = target.table ?? ''
  const region = target.region ?? filled(context.env['AWS_REGION']) ?? filled(context.env['AWS_DEFAULT_REGION']) ?? null
  const { arn, placeholders } = placeholderArn(name, region)
  const notes =
    placeholders.length === 0 ? [] : [`replace ${placeholders.join(' and ')} in the policy: ${asked.reason}`]
  sayNotes(context, notes)
  return { name, arn, placeholders, notes }
}

type Asked =
  | { readonly kind: 'found'; readonly table: FoundTable }
  | { readonly kind: 'unknown'; readonly reason: string }

async function askTable(context: CliContext, flags: IamPolicyFlags, signal: AbortSignal): Promise<Asked> {
  try {
    return await withTableClient(context, flags, async ({ client, address, notes }): Promise<Asked> => {
      const name = address.table
      const live = await describeTable(client, name, signal)
      return live === null
        ? { kind: 'unknown', reason: `table ${name} does not exist` }
        : { kind: 'found', table: { name: live.name, arn: live.arn, placeholders: [], notes } }
    })
  } catch (error) {
    if (signal.aborted || !(error instanceof PgfoldError) || refused.has(error.code)) throw error
    return { kind: 'unknown', reason: error.message }
  }
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
