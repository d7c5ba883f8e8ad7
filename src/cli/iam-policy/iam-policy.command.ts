import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { iamPolicyFlags, type IamPolicyFlags } from './iam-policy.flags.ts'

export const iamPolicyCommand = buildCommand<IamPolicyFlags, [], CliContext>({
  loader: async () => (await import('./iam-policy.handler.ts')).iamPolicyHandler,
  parameters: {
    flags: iamPolicyFlags,
  },
  docs: {
    brief: 'Print the least IAM policy that this mapping needs',
    customUsage: ['[flags]'],
    fullDescription: [
      'Prints a policy for the table and the indexes of the mapping, as JSON that IAM takes. Account and region come',
      'from the table where it can be described with the present credentials; else REGION and ACCOUNT_ID stand there,',
      'and stderr says why. --hash-keys adds what the repair of a report with hashed keys needs.',
      'A table under a customer managed key also needs rights on that key.',
      '',
      'Example: pgfold iam-policy --mapping shop.ts --table shop --purpose migrate,validate',
    ].join('\n'),
  },
})
