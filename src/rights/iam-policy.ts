import { z } from 'zod'
import { purposes, type Purpose } from './purposes.ts'

const statementSchema = z.object({
  Sid: z.string(),
  Effect: z.literal('Allow'),
  Action: z.array(z.string()),
  Resource: z.array(z.string()),
})

/** The policy as IAM takes it; `iam-policy` prints it as it is. */
const policySchema = z.object({ Version: z.literal('2012-10-17'), Statement: z.array(statementSchema) })
export type IamPolicy = z.infer<typeof policySchema>

/** `iam-policy --json`: fields are only added. */
export const iamPolicySchema = z.object({
  table: z.string(),
  purposes: z.array(z.enum(purposes)),
  policy: policySchema,
  /** Placeholders in the policy that are to be replaced. */
  placeholders: z.array(z.string()),
})

export type IamPolicyData = z.infer<typeof iamPolicySchema>

export interface PolicyTable {
  readonly arn: string
  /** Names of the indexes that the mapping declares. */
  readonly indexes: readonly string[]
}

export interface PolicyOptions {
  readonly purposes: readonly Purpose[]
  /** Reports hold hashes: a repair then reads the table once to find the keys behind them. */
  readonly hashKeys: boolean
}

/**
 * The least rights for these purposes: on the table one statement, on its indexes another where they are read. The
 * encryption key of the table, where it is the customer's own, is not the table's and so not among them.
 */
export function iamPolicy(table: PolicyTable, options: PolicyOptions): IamPolicy {
  const onIndexes = table.indexes.length === 0 ? [] : sorted(options.purposes.flatMap(indexActions))
  return {
    Version: '2012-10-17',
    Statement: [
      statement('PgfoldTable', sorted(options.purposes.flatMap((purpose) => tableActions(purpose, options))), [
        table.arn,
      ]),
      ...(onIndexes.length === 0
        ? []
        : [
            statement(
              'PgfoldIndexes',
              onIndexes,
              table.indexes.map((name) => `${table.arn}/index/${name}`),
            ),
          ]),
    ],
  }
}

function statement(sid: string, actions: readonly string[], resources: readonly string[]) {
  return {
    Sid: sid,
    Effect: 'Allow' as const,
    Action: actions.map((action) => `dynamodb:${action}`),
    Resource: [...resources],
  }
}

/** `test/rights/iam-policy.e2e.test.ts` proves each of these needed, and all of them enough. */
function tableActions(purpose: Purpose, { hashKeys }: PolicyOptions): readonly string[] {
  switch (purpose) {
    case 'migrate':
      // Scan: is the table empty?
      return ['DescribeTable', 'Scan', 'BatchWriteItem']
    case 'validate':
      return ['DescribeTable', 'Scan', 'BatchGetItem']
    case 'repair':
      return ['DescribeTable', 'BatchGetItem', 'PutItem', 'DeleteItem', ...(hashKeys ? ['Scan'] : [])]
    case 'create':
      return ['CreateTable', 'DescribeTable']
  }
}

function indexActions(purpose: Purpose): readonly string[] {
  return purpose === 'validate' ? ['Scan', 'Query'] : []
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted()
}
