import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Operation, Transport } from '../../dynamodb/transport/transport.ts'
import { ServiceError, TransportError } from '../../dynamodb/transport/transport.ts'
import { compareAll } from '../compare/compare-all.ts'
import { createFirstPass } from '../compare/first-pass.ts'
import { libraryContext, openLibrary } from '../library.fixture.ts'
import { reportHtml } from '../report/report-html.ts'
import { validate } from '../validate.ts'
import type { ValidationEvent } from '../validation-event.ts'
import { loadValidation, saveValidation } from '../saved-validation.ts'

const never = new AbortController().signal

/** Fails the first tries of each sort of call in the way given, then lets the calls through. */
function failing(transport: Transport, faults: Partial<Record<Operation, readonly Error[]>>): Transport {
  const left = new Map(Object.entries(faults).map(([operation, errors]) => [operation, [...errors]]))
  return {
    kind: transport.kind,
    call(operation, body, signal) {
      const fault = left.get(operation)?.shift()
      return fault === undefined ? transport.call(operation, body, signal) : Promise.reject(fault)
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

const throttle = (reason: string): ServiceError =>
  new ServiceError('ProvisionedThroughputExceededException', 400, 'slowly', [{ reason, resource: 'table/library' }])

describe('throttled reads of a validation', () => {
  it('are made again, counted each, told at most once a second of each reason, and kept over a kill', async () => {
    await using library = await openLibrary()
    await library.remove({ pk: 'AUTHOR#3', sk: 'METADATA' })
    const events: ValidationEvent[] = []
    const transport = failing(library.transport, {
      Scan: [
        throttle('TableReadProvisionedThroughputExceeded'),
        throttle('TableReadProvisionedThroughputExceeded'),
        throttle('TableReadKeyRangeThroughputExceeded'),
        new TransportError('reset'),
      ],
      BatchGetItem: [new ServiceError('InternalServerError', 500, 'a fault')],
    })
    const context = await libraryContext(library.options, transport, (event) => events.push(event))
    const pass = createFirstPass({ buckets: 4096, indexBuckets: 4096, segments: 4 }, [])
    const result = await compareAll(context, pass, () => Promise.resolve())
    expect(result.differences.map(({ key }) => key['pk'])).toEqual(['AUTHOR#3'])
    expect(context.table.retries).toEqual({ retries: 5, throttles: 3 })
    expect(
      events.flatMap((event) => (event.kind === 'throttled' ? [`${event.reason} ${event.resource}`] : [])).sort(),
    ).toEqual([
      'TableReadKeyRangeThroughputExceeded table/library',
      'TableReadProvisionedThroughputExceeded table/library',
    ])
    expect(events.flatMap((event) => (event.kind === 'retried' ? [event.code] : [])).sort()).toEqual([
      'DYNAMODB_THROTTLED',
      'DYNAMODB_UNAVAILABLE',
      'DYNAMODB_UNREACHABLE',
    ])
    expect(events.every((event) => event.kind !== 'retried' || event.attempt >= 1)).toBe(true)

    const state = join(library.directory, 'state')
    const binding = { hash: 'binding', schema: { tables: [], entities: [] } }
    await saveValidation(state, 'validation_1', binding, new Date(0), pass, context)
    const resumed = await libraryContext(library.options, library.transport)
    await loadValidation(state, 'validation_1', binding, resumed)
    expect(resumed.table.retries).toEqual({ retries: 5, throttles: 3 })
    expect(resumed.table.units).toEqual(context.table.units)
  })

  it('stand in the report, which says 0 where there were none', async () => {
    await using library = await openLibrary()
    const report = await validate({ ...library.options, depth: { kind: 'count' } }, () => undefined, never)
    expect(report.calls).toEqual({ retries: 0, throttles: 0 })
    expect(
      reportHtml({ ...report, calls: { retries: 1_234, throttles: 567 } }, { reportFile: 'report.json', flags: '' }),
    ).toContain('1,234, of which 567 were throttled')
  })
})
