import type { VersionData } from '../../output/json/json-schemas.ts'
import type { CliContext } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { type JsonFlags, wantsJson } from '../flags/json-flags.ts'
import { textBlock } from '../../output/text/text-block.ts'
import { packageVersion } from '../package-version.ts'

export async function versionHandler(this: CliContext, flags: JsonFlags): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async () => {
    const data = {
      pgfold: packageVersion(),
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
    } satisfies VersionData
    return { exit: 0, text: textBlock([`pgfold ${data.pgfold} (Node ${data.node}, ${data.platform})`]), data }
  })
}
