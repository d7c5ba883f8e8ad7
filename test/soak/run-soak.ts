import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { startNullSink } from '../../bench/null-sink.ts'
import { testDatabase } from '../../servers/test-database.ts'

const measurement = z.strictObject({
  chunks: z.number(),
  heapUsed: z.number(),
  external: z.number(),
  rss: z.number(),
  /** Of the signal that the caller gave to the run. */
  listeners: z.number(),
})
export type Measurement = z.infer<typeof measurement>

export interface SoakOptions {
  readonly rows: number
  readonly rowsPerChunk: number
  /** A measurement after every so many chunks. */
  readonly every: number
  /** null: as fast as it goes. */
  readonly writeUnits: number | null
  readonly onMeasurement?: (now: Measurement) => void
}

/** Loads a table into a sink that stores nothing, in a process of its own, and gives what its heap held meanwhile. */
export async function runSoak(options: SoakOptions): Promise<readonly Measurement[]> {
  const { rows, rowsPerChunk, every, writeUnits, onMeasurement } = options
  await using database = await testDatabase()
  await database.query(
    `CREATE TABLE soak (id int PRIMARY KEY, v text); INSERT INTO soak SELECT n, 'v' || n FROM generate_series(1, ${rows}) n; ANALYZE soak`,
  )
  await using sink = await startNullSink({
    keys: {
      KeySchema: [
        { AttributeName: '#pk', KeyType: 'HASH' },
        { AttributeName: '#sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: '#pk', AttributeType: 'S' },
        { AttributeName: '#sk', AttributeType: 'S' },
      ],
    },
  })
  const parameters = [database.url, sink.endpoint, rowsPerChunk, every, writeUnits ?? 0].map(String)
  const child = spawn(
    process.execPath,
    ['--expose-gc', path.join(import.meta.dirname, 'soak-process.ts'), ...parameters],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const measured: Measurement[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const now = measurement.parse(JSON.parse(line))
    measured.push(now)
    onMeasurement?.(now)
  }
  const code = await ended
  if (code !== 0) throw new Error(`the load ended with ${code}`)
  return measured
}
