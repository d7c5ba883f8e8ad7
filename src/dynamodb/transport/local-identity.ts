/**
 * What an emulator gets that nobody configured credentials for. The keys are letters only because newer versions of
 * DynamoDB Local refuse other characters in an access key.
 */
export const localIdentity = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const
