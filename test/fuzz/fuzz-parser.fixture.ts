import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { randomFrom } from '../../src/validate/corruption.fixture.ts'
import { below, mutate, mutateJson, randomBytes, type Random } from './mutate.fixture.ts'
import { isOurs, type FuzzedParser } from './parsers.fixture.ts'

export interface FuzzResult {
  readonly inputs: number
  readonly bytes: number
  readonly refused: number
  readonly accepted: number
  /** Inputs that crashed the parser, base64, with what was thrown. */
  readonly crashes: readonly string[]
  readonly slowestMs: number
  /** Of the heap, after a collection, from the first tenth of the inputs to the last. */
  readonly grownBytes: number
}

/** Feeds a parser changed good inputs, and one in ten of pure chance; the same seed gives the same inputs. */
export function fuzzParser({ corpus, read, json = false }: FuzzedParser, seed: number, inputs: number): FuzzResult {
  const random = randomFrom(seed)
  const result = { inputs, bytes: 0, refused: 0, accepted: 0, slowestMs: 0, grownBytes: 0 }
  const crashes: string[] = []
  let heap = 0
  for (let at = 0; at < inputs && crashes.length < 20; at += 1) {
    if (at === Math.floor(inputs / 10)) heap = heapBytes()
    const good = corpus[below(corpus.length, random)] ?? Buffer.alloc(0)
    const input = nextInput(good, corpus, json, random)
    result.bytes += input.length
    const started = performance.now()
    try {
      read(input)
      result.accepted += 1
    } catch (error) {
      if (isOurs(error)) result.refused += 1
      else
        crashes.push(
          `${input.toString('base64').slice(0, 2000)} ${error instanceof Error ? (error.stack ?? '').slice(0, 600) : String(error)}`,
        )
    }
    result.slowestMs = Math.max(result.slowestMs, performance.now() - started)
  }
  return { ...result, crashes, grownBytes: heapBytes() - heap }
}

function nextInput(good: Buffer, corpus: readonly Buffer[], json: boolean, random: Random): Buffer {
  const kind = random()
  if (kind < 0.1) return randomBytes(below(80, random), random)
  return json && kind < 0.8 ? mutateJson(good, random) : mutate(good, corpus, random)
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
  return process.memoryUsage().heapUsed
}
