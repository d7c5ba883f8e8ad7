import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { build } from './built.ts'

/**
 * `npm run bench`: lists the benchmarks. `npm run bench -- <name>`: runs one, on a fresh build of the package, because
 * its users run that. Further arguments go to it.
 */
const benchmarks: Readonly<Record<string, { readonly about: string; readonly parameters: readonly string[] }>> = {
  events: {
    about: 'end to end, 12 columns, one thread and two, beside the best plain design',
    parameters: ['end-to-end.ts', '--work', 'events'],
  },
  ratel: {
    about: 'end to end, the 22 entities of Ratel, beside the best plain design',
    parameters: ['end-to-end.ts', '--work', 'ratel'],
  },
  sdk: {
    about: 'end to end, 12 columns, over the sdk transport',
    parameters: ['end-to-end.ts', '--work', 'events', '--transport', 'sdk', '--threads', '0'],
  },
  writer: { about: 'the writer alone, both transports, beside the AWS client', parameters: ['writer.ts'] },
  'reader-encoder': {
    about: 'reader and encoder alone, beside COPY BINARY to nowhere',
    parameters: ['reader-encoder.ts'],
  },
  'stage-costs': { about: 'microseconds of CPU per row and stage', parameters: ['stage-costs.ts'] },
  'simulated-table': {
    about: 'the rate against a simulated table in a process of its own',
    parameters: ['simulated-table.ts'],
  },
  'simulated-limits': {
    about: 'the rate against one simulated limit in virtual time, in all its cases',
    parameters: ['simulated-limits.ts'],
  },
  memory: {
    about: 'peak memory of a load of ten million rows, one thread and two (some minutes)',
    parameters: [
      'end-to-end.ts',
      '--work',
      'events',
      '--rows',
      '10000000',
      '--obvious',
      'no',
      '--pairs',
      '1',
      '--name',
      'memory',
    ],
  },
  ground: {
    about: 'int8, uuid, text and composite keys with a counter and a look-up, at one million rows (--rows for more)',
    parameters: ['ground.ts'],
  },
  emulator: { about: 'share of a core that pgfold uses while an emulator is the limit', parameters: ['emulator.ts'] },
  validation: {
    about: 'validation of the 22 entities of Ratel on the emulator, beside their load',
    parameters: ['validation.ts'],
  },
  'validation-memory': {
    about: 'memory of a validation of ten million items (some minutes)',
    parameters: ['validation-memory.ts'],
  },
  gate: { about: 'the ratios that every check holds', parameters: ['gate.ts'] },
}

const [name = '', ...more] = process.argv.slice(2)
const chosen = benchmarks[name]
if (chosen === undefined) {
  for (const [key, { about }] of Object.entries(benchmarks)) process.stdout.write(`${key.padEnd(16)} ${about}\n`)
  process.exitCode = name === '' ? 0 : 64
} else {
  const root = path.resolve(import.meta.dirname, '..')
  const run = (parameters: readonly string[]): number =>
    spawnSync(process.execPath, parameters, { cwd: root, stdio: 'inherit' }).status ?? 1
  const [file = '', ...preset] = chosen.parameters
  process.exitCode = build() || run([path.join('bench', file), ...preset, ...more])
}
