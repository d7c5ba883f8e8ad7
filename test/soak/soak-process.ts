import { getEventListeners } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseSourceUrl } from '../../src/postgres/connection/source-config.ts'
import { migrate } from '../../src/run/migrate.ts'
import { plainEntity, plainMapping } from '../tables/plain-mapping.ts'

/**
 * A load in a process of its own, to measure its heap: `node --expose-gc soak-process.ts <source url> <endpoint> <rows a
 * chunk> <chunks between measurements> <write units a second, or 0>`. Prints a line of JSON for each measurement.
 */
const [url = '', endpoint = '', rowsPerChunk, every, units] = process.argv.slice(2)
const collect = globalThis.gc
if (collect === undefined) throw new Error('start it with --expose-gc')
const signal = new AbortController().signal
const stateDirectory = await mkdtemp(path.join(tmpdir(), 'pgfold-soak-'))
let chunks = 0
const measure = (): void => {
  // Twice: what the first leaves to finalizers goes with the second.
  collect()
  collect()
  const { heapUsed, external, rss } = process.memoryUsage()
  const listeners = getEventListeners(signal, 'abort').length
  process.stdout.write(`${JSON.stringify({ chunks, heapUsed, external, rss, listeners })}\n`)
}
try {
  const result = await migrate(
    {
      mapping: plainMapping({ ROW: plainEntity('soak', ['id']) }),
      source: parseSourceUrl(url, {}),
      target: { table: 'soak', endpoint, region: 'us-east-1', transport: 'direct', localIdentity: true },
      stateDirectory,
      rowsPerChunk: Number(rowsPerChunk),
      ...(Number(units) === 0 ? {} : { maxWriteUnits: Number(units) }),
    },
    (event) => {
      if (event.kind === 'chunk-done' && ++chunks % Number(every) === 0) measure()
    },
    signal,
  )
  process.exitCode = result.outcome === 'completed' ? 0 : 1
  if (result.error !== null) process.stderr.write(`${result.error.message}\n`)
} finally {
  await rm(stateDirectory, { recursive: true, force: true })
}
