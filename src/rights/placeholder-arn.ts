/** What stands in an ARN for what is not known, and must be replaced. */
const placeholders = { region: 'REGION', account: 'ACCOUNT_ID' } as const

/**
 * The ARN of a table that could not be asked for it. An ARN in place of the name is taken as it is. The partition
 * follows from the region: China and GovCloud have their own.
 */
export function placeholderArn(
  table: string,
  region: string | null,
): { readonly arn: string; readonly placeholders: readonly string[] } {
  if (table.startsWith('arn:')) return { arn: table, placeholders: [] }
  const partition =
    region?.startsWith('cn-') === true ? 'aws-cn' : region?.startsWith('us-gov-') === true ? 'aws-us-gov' : 'aws'
  return {
    arn: `arn:${partition}:dynamodb:${region ?? placeholders.region}:${placeholders.account}:table/${table}`,
    placeholders: [...(region === null ? [placeholders.region] : []), placeholders.account],
  }
}
