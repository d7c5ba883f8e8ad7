import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isRecord } from '../../src/dynamodb/is-record.ts'
import type { IamPolicy } from '../../src/rights/iam-policy.ts'

export interface PolicyProxy extends AsyncDisposable {
  readonly endpoint: string
  /** In force from the next call on. */
  policy: IamPolicy
  /** `action resource` of every call, allowed or not. */
  readonly asked: Set<string>
  readonly refused: Set<string>
}

/**
 * Stands before an emulator and decides as IAM would: each call is an action on a table or one of its indexes, and what
 * no statement allows is refused. Emulators check no rights.
 */
export async function policyProxy(
  emulator: string,
  accountArn: string,
  policy: IamPolicy,
  /** Changes what the emulator answers to an allowed call. */
  tamper: (action: string, resource: string, answer: string) => string = (_action, _resource, answer) => answer,
): Promise<PolicyProxy> {
  const asked = new Set<string>()
  const refused = new Set<string>()
  const state = { policy }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => undefined)
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
      const action = `dynamodb:${operation}`
      const resources = resourcesOf(body, accountArn)
      for (const resource of resources) {
        asked.add(`${action} ${resource}`)
        if (allows(state.policy, action, resource)) continue
        refused.add(`${action} ${resource}`)
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' })
        response.end(
          JSON.stringify({
            __type: 'com.amazon.coral.service#AccessDeniedException',
            Message: `User: arn:aws:iam::1:user/test is not authorized to perform: ${action} on resource: ${resource}`,
          }),
        )
        return
      }
      void forward(emulator, request.headers, body).then(
        async (answer) => {
          const text = await answer.text()
          response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' })
          response.end(resources.reduce((changed, resource) => tamper(action, resource, changed), text))
        },
        () => response.destroy(),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    refused,
    get policy() {
      return state.policy
    },
    set policy(next) {
      state.policy = next
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function forward(
  emulator: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
): Promise<Response> {
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && (name.startsWith('x-amz-') || name === 'authorization' || name === 'content-type')
      ? [[name, value] as const]
      : [],
  )
  return fetch(emulator, {
    method: 'POST',
    headers: kept.map(([name, value]) => [name, value]),
    body: new Uint8Array(body),
  })
}

/** A call names its table in `TableName`, with `IndexName` its index; batches name tables as keys of a map. */
function resourcesOf(body: Buffer, accountArn: string): readonly string[] {
  const request: unknown = JSON.parse(body.toString('utf8'))
  if (!isRecord(request)) throw new Error('not a request')
  const { TableName: table, IndexName: index, RequestItems: tables } = request
  const arn = (name: string): string => `${accountArn}:table/${name}`
  if (isRecord(tables)) return Object.keys(tables).map(arn)
  if (typeof table !== 'string') throw new Error('a request without a table')
  return [typeof index === 'string' ? `${arn(table)}/index/${index}` : arn(table)]
}

function allows(policy: IamPolicy, action: string, resource: string): boolean {
  return policy.Statement.some(
    (statement) => statement.Action.includes(action) && statement.Resource.includes(resource),
  )
}
