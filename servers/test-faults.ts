import { faultyDynamoDb, type AnswerFault, type ChooseFault } from './faulty-dynamodb.ts'
import { faultyNetwork, type FaultyNetwork } from './faulty-network.ts'

interface TestFaultSetting {
  readonly network?: (network: FaultyNetwork) => void
  readonly answers?: ChooseFault
}

/** What stands before both servers while a whole tier of tests runs: nothing that a client with retries may notice. */
export const testFaults: Readonly<Record<string, TestFaultSetting>> = {
  latency: { network: (network) => (network.delayMs = 1) },
  'late-ends': { network: (network) => (network.closeDelayMs = 200) },
  throttled: { answers: each(11, writes, { kind: 'error', status: 400, type: 'ThrottlingException' }) },
  unprocessed: { answers: each(5, writes, { kind: 'unprocessed', keep: (index) => index % 2 === 0 }) },
  unavailable: { answers: each(7, reads, { kind: 'error', status: 503, type: 'ServiceUnavailable' }) },
  'applied-then-reset': { answers: each(9, writes, { kind: 'applied-then-reset' }) },
  damaged: { answers: each(9, reads, { kind: 'applied-then-damaged' }) },
}

export interface FaultedServers extends AsyncDisposable {
  readonly postgresUrl: string
  readonly dynamodbEndpoint: string
}

/** Puts the fault of this name before both servers. Throws Error where there is none. */
export async function faultedServers(
  name: string,
  servers: { readonly postgresUrl: string; readonly dynamodbEndpoint: string },
): Promise<FaultedServers> {
  const setting = testFaults[name]
  if (setting === undefined)
    throw new Error(`PGFOLD_TEST_FAULTS is ${name}; it can be ${Object.keys(testFaults).join(', ')}`)
  const { network, answers } = setting
  const service = await faultyDynamoDb(servers.dynamodbEndpoint, answers ?? null)
  const source = await faultyNetwork(servers.postgresUrl)
  const target = await faultyNetwork(service.endpoint)
  network?.(source)
  network?.(target)
  return {
    postgresUrl: source.at(servers.postgresUrl),
    dynamodbEndpoint: target.at(service.endpoint),
    async [Symbol.asyncDispose]() {
      await target[Symbol.asyncDispose]()
      await source[Symbol.asyncDispose]()
      await service[Symbol.asyncDispose]()
    },
  }
}

function writes(operation: string): boolean {
  return operation === 'BatchWriteItem'
}

function reads(operation: string): boolean {
  return operation === 'BatchWriteItem' || operation === 'Scan' || operation === 'BatchGetItem'
}

function each(n: number, befalls: (operation: string) => boolean, fault: AnswerFault): ChooseFault {
  return ({ operation, number }) => (befalls(operation) && number % n === n - 1 ? fault : null)
}
