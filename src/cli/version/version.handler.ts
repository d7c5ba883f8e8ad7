import type { CliContext } from '../context.ts'
import { execute } from '../execute.ts'
import { wantsJson, type JsonFlags } from '../options/output-options.ts'
import { textBlock } from '../../output/text/text-block.ts'
import { packageVersion } from '../package-version.ts'

export async function versionHandler(this: CliContext, flags: JsonFlags): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async () => {
    const data = {
      pgfold: packageVersion(),
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
    }
    return { exit: 0, text: textBlock([`pgfold ${data.pgfold} (Node ${data.node}, ${data.platform})`]), data }
  })
}
