import type { Preset } from '../cli/preset.ts'

/** The defaults of the Ratel migration guide. */
export const ratelPreset: Preset = {
  mapping: 'ratel',
  defaultSource: 'postgresql://localhost:5432/ratel',
  defaultTable: 'ratel-local',
  validateProgram: 'validate_migration',
}

const environment = [
  'Environment:',
  '  DATABASE_URL                PostgreSQL; default postgresql://localhost:5432/ratel',
  '  DYNAMODB_TABLE_NAME         table; default ratel-local',
  '  AWS_ENDPOINT_URL_DYNAMODB   URL of a local DynamoDB; default: AWS',
  '  AWS_REGION, AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the rest of the AWS SDK chain',
].join('\n')

export const migrateDescription = [
  'Migrates a Ratel database from PostgreSQL to DynamoDB.',
  '',
  '  migrate_to_dynamo migrate                       full migration (also without a command)',
  '  migrate_to_dynamo resume migration_1234567890   resume a stopped migration',
  '  migrate_to_dynamo status migration_1234567890   show the progress of a migration',
  '  migrate_to_dynamo help                          this text',
  '',
  environment,
].join('\n')

export const validateDescription = [
  'Compares the DynamoDB table of a Ratel migration with its database.',
  '',
  '  validate_migration all             every item, in both directions (also without a command)',
  '  validate_migration count           the number of items of every entity',
  '  validate_migration users           every item of a group; also spaces, feeds, relationships and the others',
  '  validate_migration sample 1000     items drawn at random (default 100)',
  '  validate_migration help            this text',
  '',
  environment,
].join('\n')
