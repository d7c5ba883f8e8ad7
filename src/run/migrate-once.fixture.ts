import { parseRunId } from '../ledger/state-path.ts'
import { parseSourceUrl } from '../postgres/connection/source-config.ts'
import { migrate } from './migrate.ts'
import { resume } from './resume.ts'
import { shopMapping } from './small-shop.mapping.fixture.ts'

/**
 * A process to be killed: `node migrate-once.fixture.ts <source url> <endpoint> <table> <state directory> <run id>
 * <migrate|resume>`. Prints a line per durable chunk.
 */
const [url, endpoint, table, stateDirectory, id, command] = process.argv.slice(2)
if (
  url === undefined ||
  endpoint === undefined ||
  table === undefined ||
  stateDirectory === undefined ||
  id === undefined
)
  throw new Error('usage')
const options = {
  mapping: shopMapping,
  source: parseSourceUrl(url, {}),
  target: { table, endpoint, region: 'us-east-1', transport: 'direct', localIdentity: true },
  stateDirectory,
  runId: parseRunId(id),
  rowsPerChunk: 200,
} as const
const result = await (command === 'resume' ? resume : migrate)(
  options,
  (event) => {
    if (event.kind === 'chunk-done') process.stdout.write(`${event.entity} ${event.read}\n`)
  },
  new AbortController().signal,
)
if (result.error !== null) process.stderr.write(`${result.error.message}\n`)
process.exitCode = result.outcome === 'completed' ? 0 : 1
