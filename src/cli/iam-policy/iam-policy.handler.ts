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
import { askTable } from '../table/ask-table.ts'
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

async function findTable(context: CliContext, flags: IamPolicyFlags, signal: AbortSignal): Promise<FoundTable> {
  const asked = await askTable(context, flags, signal)
  if (asked.kind === 'found') {
    const { live, notes } = asked
    return { name: live.name, arn: live.arn, placeholders: [], notes }
  }
  const target = readTarget(context, flags)
  const name = target.table ?? ''
  const region = target.region ?? filled(context.env['AWS_REGION']) ?? filled(context.env['AWS_DEFAULT_REGION']) ?? null
  const { arn, placeholders } = placeholderArn(name, region)
  const notes =
    placeholders.length === 0 ? [] : [`replace ${placeholders.join(' and ')} in the policy: ${asked.reason}`]
  sayNotes(context, notes)
  return { name, arn, placeholders, notes }
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
