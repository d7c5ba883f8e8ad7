import { defineErrors } from '../error-entry.ts'

/** DynamoDB: where it is, who we are there, what the table looks like, and what became of a call. */
export const targetErrors = defineErrors({
  TARGET_ENDPOINT_INVALID: {
    title: 'the DynamoDB endpoint is not a URL',
    why:
      'pgfold uses the endpoint exactly as given, from --endpoint-url, AWS_ENDPOINT_URL_DYNAMODB or ' +
      'AWS_ENDPOINT_URL.',
    fix: 'Give scheme, host and port, for example http://localhost:8000.',
    exit: 78,
    retry: 'stop',
  },
  TARGET_ENDPOINT_OPEN: {
    title: 'the DynamoDB endpoint is reached by plain HTTP',
    why: 'The endpoint is not on this machine, so whoever is on the way can read and change every item.',
    fix: 'Use https://, or leave it where the network between is trusted (an emulator in a container network).',
    exit: 0,
    retry: 'note',
  },
  TARGET_TABLE_NAME_INVALID: {
    title: 'the table name is missing or invalid',
    why:
      'The name of a DynamoDB table has 3 to 255 characters: letters, digits, underscore, hyphen and dot. A table ' +
      'ARN is accepted too.',
    fix: 'Set DYNAMODB_TABLE_NAME or give --table.',
    exit: 78,
    retry: 'stop',
  },
  TARGET_REGION_MISSING: {
    title: 'no AWS region is set',
    why: 'The AWS SDK found none in AWS_REGION, AWS_DEFAULT_REGION or the profile.',
    fix: 'Set AWS_REGION, for example AWS_REGION=us-east-1.',
    exit: 78,
    retry: 'stop',
  },
  TARGET_CREDENTIALS_MISSING: {
    title: 'no AWS credentials were found',
    why: 'The AWS SDK looked in the environment, the profile, SSO, web identity, and the container and instance roles.',
    fix:
      'Run "aws configure" or "aws sso login", or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (for an emulator, ' +
      'any values work).',
    exit: 78,
    retry: 'stop',
  },
  TARGET_LOCAL_IDENTITY: {
    title: 'dummy credentials are used for the emulator on this machine',
    why: 'No AWS credentials are configured, and the endpoint is on this machine.',
    fix:
      'Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION if the emulator keeps separate data for each of ' +
      'them.',
    exit: 0,
    retry: 'note',
  },
  TARGET_CREDENTIALS_REFUSED: {
    title: 'DynamoDB does not accept the AWS credentials',
    why: 'The access key is unknown, the secret key does not belong to it, or the signature is missing.',
    fix:
      'Check the credentials with "aws sts get-caller-identity", and check that region and endpoint belong to the ' +
      'same account.',
    exit: 78,
    retry: 'stop',
  },
  TARGET_CREDENTIALS_EXPIRED: {
    title: 'the AWS credentials have expired and no newer ones were found',
    why:
      'Temporary credentials and logins expire. pgfold asked the AWS SDK for new ones; it has none without a new login, ' +
      'or gave expired ones again.',
    fix:
      'Log in again ("aws sso login", or new temporary keys), then resume the run. Nothing that was written is ' +
      'lost.',
    fixBeforeStart: 'Log in again ("aws sso login", or new temporary keys), then run the same command again.',
    exit: 3,
    retry: 'stop',
  },
  TARGET_CREDENTIALS_UNAVAILABLE: {
    title: 'the AWS credentials cannot be renewed at the moment',
    why:
      'Whoever hands them out (instance or container metadata, STS, SSO) does not answer or reports a fault, and those ' +
      'at hand have expired.',
    fix: 'Check that this machine reaches that service, then resume the run.',
    fixBeforeStart: 'Check that this machine reaches that service, then run the same command again.',
    exit: 3,
    retry: 'retry',
  },
  TARGET_CLOCK_WRONG: {
    title: 'the clock of this machine differs too much from the clock of AWS',
    why:
      'A signature is valid for a few minutes. pgfold corrected its time by the Date header of the answer and was ' +
      'refused again.',
    fix: 'Set the clock (NTP), then resume the run.',
    fixBeforeStart: 'Set the clock (NTP), then run the same command again.',
    exit: 3,
    retry: 'stop',
  },
  TARGET_ACCESS_DENIED: {
    title: 'the AWS identity lacks a permission',
    why:
      "An IAM policy, a resource policy, a permission boundary or the table's encryption key does not allow the " +
      'call.',
    fix:
      'Attach the policy that "pgfold iam-policy" prints for this mapping and table: it holds the least rights for ' +
      'migrate, validate and repair. Then resume the run.',
    exit: 78,
    retry: 'stop',
  },

  TABLE_MISSING: {
    title: 'the DynamoDB table does not exist',
    why: 'A run does not create its table, so that you choose its keys, billing and protection on purpose.',
    fix: 'Create it with "pgfold table create --mapping <file> --table <name>", and check the region and the endpoint.',
    exit: 78,
    retry: 'stop',
  },
  TABLE_KEYS_DIFFER: {
    title: 'the keys of the table are not those of the mapping',
    why: 'The key attributes of a table are fixed when it is created.',
    fix:
      'Create another table with "pgfold table create --mapping <file> --table <name>", or change the key names in ' +
      'the mapping.',
    exit: 78,
    retry: 'stop',
  },
  TABLE_INDEX_MISSING: {
    title: 'the table lacks an index of the mapping',
    why: 'Items would be written with the keys of an index that nobody can query.',
    fix:
      'Add the index with "aws dynamodb update-table", or create the table with "pgfold table create --mapping ' +
      '<file> --table <name>".',
    exit: 78,
    retry: 'stop',
  },
  TABLE_INDEX_DIFFERS: {
    title: 'an index of the table differs from the mapping',
    why: 'The keys and the projection of an index are fixed when it is created.',
    fix: 'Delete the index and add it again with "aws dynamodb update-table", or change the mapping.',
    exit: 78,
    retry: 'stop',
  },
  TABLE_INDEX_UNKNOWN: {
    title: 'the table has an index that the mapping does not name',
    why: 'Every item that has the keys of the index costs write units there too, and pgfold does not know about them.',
    fix: 'Add the index to the mapping, or leave it if it is meant for other items.',
    exit: 2,
    retry: 'note',
  },
  TABLE_INDEX_REFUSES: {
    title: 'an index of the table cannot take what the mapping writes',
    why:
      'An attribute that is a key of any index has one type in the whole table: DynamoDB refuses every item that has ' +
      'it with another type, as NULL or empty, whether the mapping knows the index or not.',
    fix: 'Write the attribute in that type, give it another name, or delete the index.',
    exit: 78,
    retry: 'stop',
  },
  TABLE_NOT_ACTIVE: {
    title: 'the table or one of its indexes is not active',
    why: 'It is being created or changed. Until that has ended, writes fail or are slow.',
    fix: 'Wait for it with "aws dynamodb wait table-exists", then start again.',
    exit: 3,
    retry: 'stop',
  },
  TABLE_BEING_DELETED: {
    title: 'the table is being deleted',
    why: 'Nothing can be written to it any more.',
    fix:
      'Wait until it is gone ("aws dynamodb wait table-not-exists"), then create it again with "pgfold table ' +
      'create --mapping <file> --table <name>".',
    exit: 78,
    retry: 'stop',
  },
  TABLE_NOT_EMPTY: {
    title: 'the table contains items already',
    why: 'A new run could overwrite them, and a validation would report them as extra items.',
    fix: 'Use an empty table, resume the earlier run, or allow it with --on-existing append.',
    exit: 78,
    retry: 'stop',
  },
  TABLE_EXISTS: {
    title: 'a table of this name exists already',
    why: 'pgfold never changes or deletes an existing table.',
    fix: 'Use the table as it is, choose another name with --table, or delete it first.',
    exit: 78,
    retry: 'stop',
  },
  TABLE_CREATE_SLOW: {
    title: 'the table was created but is not active yet',
    why: 'The service needs longer than pgfold waits.',
    fix: 'Wait for it with "aws dynamodb wait table-exists". You need not create it again.',
    exit: 3,
    retry: 'stop',
  },
  TABLE_CREATE_REFUSED: {
    title: 'DynamoDB refuses the table definition',
    why: 'A name, a limit or a quota does not allow it. The detail is the answer of the service.',
    fix: "Change the mapping's table section, or ask AWS for a higher quota.",
    exit: 78,
    retry: 'stop',
  },

  DYNAMODB_THROTTLED: {
    title: 'DynamoDB throttles the calls',
    why: 'The table, one of its indexes, one key range or the account accepts no more write units at the moment.',
    fix:
      'pgfold slows down by itself. To be faster, increase the write capacity, use on-demand billing, or set a warm ' +
      'throughput before the load.',
    exit: 3,
    retry: 'retry',
  },
  DYNAMODB_UNAVAILABLE: {
    title: 'DynamoDB reports an internal error',
    why:
      'The service has an internal error or is unavailable. The call may or may not have been applied, so it is made ' +
      'again.',
    fix: 'Nothing: pgfold tries again. If the error continues, look at the AWS Health Dashboard.',
    exit: 3,
    retry: 'retry',
  },
  DYNAMODB_UNREACHABLE: {
    title: 'DynamoDB does not answer',
    why:
      'The connection was refused, reset or timed out, or the answer arrived damaged. The call may or may not have ' +
      'been applied, so it is made again.',
    fix: 'Check the endpoint, the network, the proxy and the VPC endpoint. For an emulator, check that it is running.',
    exit: 3,
    retry: 'retry',
  },
  DYNAMODB_STALLED: {
    title: 'DynamoDB accepted nothing for too long',
    why: 'Every call was throttled or failed, so the run stops instead of waiting for ever.',
    fix:
      'Remove the cause (write capacity, network, endpoint), then resume the run. It continues after the last chunk ' +
      'that was saved.',
    fixBeforeStart:
      'Remove the cause (write capacity, network, endpoint), then run the same command again. Nothing was written.',
    exit: 3,
    retry: 'stop',
  },
  DYNAMODB_REFUSED: {
    title: 'DynamoDB refuses the call',
    why: 'Neither another try nor another item would change this answer.',
    fix:
      'Read the detail, which is the answer of the service. If the mapping and the table are right, report it as a ' +
      'defect in pgfold.',
    exit: 1,
    retry: 'stop',
  },
  DYNAMODB_ANSWER_UNREADABLE: {
    title: 'the answer of DynamoDB does not follow its documentation',
    why: 'Something other than DynamoDB answers at this endpoint, or the emulator differs from the service.',
    fix:
      'Check the endpoint and what stands before it, such as a proxy that changes answers. Run the same command again. ' +
      'If it names the same place, read that with "aws dynamodb scan", and try another version of the emulator.',
    exit: 1,
    retry: 'stop',
  },

  ITEM_REFUSED: {
    title: 'DynamoDB refuses the item',
    why: 'The service considers the item invalid. The other items of the same request were written.',
    fix: 'Read the detail, correct the row in the source or the mapping, then load the row again.',
    exit: 2,
    retry: 'reject',
  },
  ITEM_TOO_LARGE: {
    title: 'DynamoDB refuses the item as too large',
    why: 'An item holds at most 409,600 bytes, attribute names included.',
    fix:
      'Review attachments and rich content: say in the mapping what may be left out or compressed ("oversize"), leave ' +
      'the large column out, or split the row in the source.',
    exit: 2,
    retry: 'reject',
  },
  ITEM_KEY_REFUSED: {
    title: 'DynamoDB refuses a key of the item',
    why: 'A key or index key is missing, empty, too long or has another type than the table requires.',
    fix: 'Compare the key templates of the mapping with "aws dynamodb describe-table".',
    exit: 2,
    retry: 'reject',
  },
  ITEM_KEYS_EQUAL: {
    title: 'two items of one request have the same key',
    why:
      'DynamoDB refuses a whole request that holds a key twice. Two rows of the source, or two entities of the mapping, ' +
      'make the same item key, so one item would replace the other.',
    fix:
      'Run "pgfold check" to find the rows that share a key, then make the key template of the mapping tell them ' +
      'apart.',
    exit: 1,
    retry: 'stop',
  },
  ITEM_COLLECTION_FULL: {
    title: 'the item collection has reached 10 GB',
    why: 'A table with a local secondary index holds at most 10 GB under one partition key.',
    fix: 'Use a table without local secondary indexes, or spread the partition key with the format "shard".',
    exit: 2,
    retry: 'reject',
  },
  ITEM_STANDS: {
    title: 'another item stands under the key of a rejected row',
    why:
      'The run did not write this row, so somebody else wrote the item, or the row has joined others that collapse ' +
      'into one item.',
    fix: 'Look at the item. "pgfold retry-rejects <id> --overwrite" writes what the source says over it.',
    exit: 2,
    retry: 'reject',
  },
  ITEM_CHANGED: {
    title: 'the item has changed since it was compared',
    why: 'Something else wrote it in between, so pgfold leaves it alone.',
    fix: 'Validate again, and find out who else writes to the table.',
    exit: 2,
    retry: 'reject',
  },
})
