type Environment = Readonly<Record<string, string | undefined>>

/** The endpoint that the variables of the AWS SDK name; undefined: none does, or they are to be ignored. */
export function configuredEndpoint(env: Environment): string | undefined {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined
  return filled(env['AWS_ENDPOINT_URL_DYNAMODB']) ?? filled(env['AWS_ENDPOINT_URL'])
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
