import { parseSourceUrl } from '../postgres/connection/source-config.ts'
import { boundHeap } from './bound-heap.ts'
import { migrate } from './migrate.ts'
import { widePlanMapping } from './wide-plan.mapping.fixture.ts'

/**
 * A process to be measured: `node peak-memory.fixture.ts <source url> <endpoint> <table> <state directory>`. Loads in
 * chunks of one row and prints what was written, the greatest total that was planned, and its peak memory.
 */
const [url, endpoint, table, stateDirectory] = process.argv.slice(2)
if (url === undefined || endpoint === undefined || table === undefined || stateDirectory === undefined)
  throw new Error('usage')
boundHeap()
let planned = 0
const result = await migrate(
  {
    mapping: widePlanMapping,
    source: parseSourceUrl(url, {}),
    target: { table, endpoint, region: 'us-east-1', transport: 'direct', localIdentity: true },
    stateDirectory,
    rowsPerChunk: 1,
  },
  (event) => {
    if (event.kind === 'planned') planned = event.total
  },
  new AbortController().signal,
)
if (result.error !== null) process.stderr.write(`${result.error.message}\n`)
const written = result.summary.entities.reduce((sum, entity) => sum + entity.written, 0)
process.stdout.write(
  `${JSON.stringify({ outcome: result.outcome, written, planned, peakRssMb: process.resourceUsage().maxRSS / 1024 })}\n`,
)
