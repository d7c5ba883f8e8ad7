import { expect, test } from 'vitest'
import type { EntityName } from '../brand.ts'
import { runAlerts } from './run-alerts.ts'
import { applyEvent, initialRunView, type RunView } from './run-view.ts'

const minute = 60_000

function chunk(view: RunView, read: number, rejected: number, now: number): RunView {
  return applyEvent(
    view,
    {
      kind: 'chunk-done',
      chunk: 1,
      entity: 'USER' as EntityName,
      group: 'users',
      read,
      written: read - rejected,
      collapsed: 0,
      rejected,
      bytes: 0,
      milliseconds: 1,
    },
    now,
  )
}

test('no progress for ten minutes is an alert, once, until there is progress again', () => {
  let view = chunk(initialRunView(0), 10, 0, 0)
  expect(runAlerts(view, 10 * minute - 1, new Set()).fresh).toEqual([])
  const first = runAlerts(view, 10 * minute, new Set())
  expect(first.fresh.map((alert) => alert.kind)).toEqual(['stalled'])
  expect(first.fresh[0]?.text).toContain('no progress for 10 minutes')
  expect(runAlerts(view, 11 * minute, first.active).fresh).toEqual([])
  view = chunk(view, 10, 0, 12 * minute)
  const later = runAlerts(view, 12 * minute, first.active)
  expect(later.active.size).toBe(0)
  expect(runAlerts(view, 22 * minute, later.active).fresh).toHaveLength(1)
})

test('more than five per cent of the rows in error is an alert', () => {
  const five = chunk(initialRunView(0), 1_000, 50, 0)
  expect(runAlerts(five, 0, new Set()).fresh).toEqual([])
  const more = runAlerts(chunk(five, 1, 1, 0), 0, new Set()).fresh
  expect(more.map((alert) => alert.kind)).toEqual(['error-rate'])
  expect(more[0]?.text).toContain('5.09% of the rows were rejected')
})

test('a handful of rows is no rate, and a finished run raises nothing', () => {
  expect(runAlerts(chunk(initialRunView(0), 10, 10, 0), 0, new Set()).fresh).toEqual([])
  expect(
    runAlerts({ ...chunk(initialRunView(0), 1_000, 900, 0), finished: true }, 20 * minute, new Set()).fresh,
  ).toEqual([])
})
