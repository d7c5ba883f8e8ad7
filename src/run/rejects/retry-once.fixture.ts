import { parseRunId } from '../../ledger/state-path.ts'
import { parseSourceUrl } from '../../postgres/connection/source-config.ts'
import { shopMapping } from '../small-shop.mapping.fixture.ts'
import { retryRejects } from './retry-rejects.ts'

/** A process to be killed: `node retry-once.fixture.ts <source url> <endpoint> <table> <state directory> <run id>`. */
const [url, endpoint, table, stateDirectory, id] = process.argv.slice(2)
if (
  url === undefined ||
  endpoint === undefined ||
  table === undefined ||
  stateDirectory === undefined ||
  id === undefined
)
  throw new Error('usage')
const result = await retryRejects(
  {
    mapping: shopMapping,
    source: parseSourceUrl(url, {}),
    target: { table, endpoint, region: 'us-east-1', transport: 'direct', localIdentity: true },
    stateDirectory,
    runId: parseRunId(id),
  },
  (event) => {
    if (event.kind === 'retry-started' || event.kind === 'retry-progress') process.stdout.write(`${event.kind}\n`)
  },
  new AbortController().signal,
)
process.exitCode = result.error === null ? 0 : 1
