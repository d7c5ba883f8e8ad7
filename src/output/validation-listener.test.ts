import { describe, expect, it } from 'vitest'
import type { ValidationEvent } from '../validate/validation-event.ts'
import { validationListener, type ValidationDisplayOptions } from './validation-listener.ts'

const throttled: ValidationEvent = {
  kind: 'throttled',
  reason: 'TableReadProvisionedThroughputExceeded',
  resource: 'table/shop',
}
const retried: ValidationEvent = { kind: 'retried', code: 'DYNAMODB_THROTTLED', attempt: 1, delayMs: 12 }
const progress: ValidationEvent = {
  kind: 'scan-progress',
  index: null,
  items: 1_200,
  readUnits: 34.5,
  segmentsDone: 1,
  segments: 4,
}

function printed(options: Partial<ValidationDisplayOptions>, events: readonly ValidationEvent[]): string {
  let text = ''
  const stream = { write: (part: string) => (text += part), columns: 200 }
  using display = validationListener({
    stream,
    terminal: { live: false, color: false, unicode: true },
    format: 'text',
    quiet: false,
    ...options,
  })
  for (const event of events) display.onEvent(event)
  display[Symbol.dispose]()
  return text
}

describe('throttles of a validation', () => {
  it('are said once in a log, with their cure, also when quiet', () => {
    for (const quiet of [false, true]) {
      const lines = printed({ quiet }, [throttled, retried, throttled, retried]).trimEnd().split('\n')
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatch(
        /^Warning: DynamoDB throttles reads \(TableReadProvisionedThroughputExceeded on table\/shop\).*increase read capacity/,
      )
    }
  })

  it('stand in the live line beside the figures', () => {
    const live = { terminal: { live: true, color: false, unicode: true } }
    const last = (events: readonly ValidationEvent[]): string => {
      let text = ''
      const display = validationListener({
        stream: { write: (part: string) => (text += part), columns: 200 },
        format: 'text',
        quiet: false,
        ...live,
      })
      for (const event of events) display.onEvent(event)
      text = ''
      // Any line redraws the block below it.
      display.note('x')
      display[Symbol.dispose]()
      return text
    }
    expect(last([progress])).toContain('1 of 4 segments done\n')
    expect(last([progress, throttled, retried, retried])).toContain('1 of 4 segments done, 1 throttle, 2 retries\n')
  })

  it('are events of their own as JSON lines', () => {
    const lines = printed({ format: 'ndjson' }, [throttled, retried])
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(lines).toMatchObject([
      { type: 'throttled', reason: 'TableReadProvisionedThroughputExceeded', resource: 'table/shop' },
      { type: 'retried', code: 'DYNAMODB_THROTTLED', attempt: 1, delayMs: 12 },
    ])
  })
})
