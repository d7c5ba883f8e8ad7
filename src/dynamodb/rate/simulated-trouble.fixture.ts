import { ServiceError } from '../transport/transport.ts'
import type { SimulatedTable } from './simulated-table.fixture.ts'
import type { VirtualClock } from '../../virtual-clock.fixture.ts'

/** What a service does beside granting units: none of it depends on how fast we are. */
export interface Trouble {
  /** Share of the calls that fail with 500, before anything is written. */
  faults?: number | undefined
  /** Share of the calls that are throttled by chance, and the reason given; none where absent. */
  refused?: number | undefined
  refusedFor?: string | undefined
  /** Share of the calls of which half of the items come back as `UnprocessedItems`. */
  halved?: number | undefined
  /** Times, in seconds, in which nobody is served: calls are throttled, fail, or get no answer before the end. */
  pauses?: readonly Pause[] | undefined
}

interface Pause {
  readonly from: number
  readonly to: number
  readonly kind: 'throttled' | 'failing' | 'silent'
}

/** Answers one call, or throws what the service says. */
export function troubledAnswer(table: SimulatedTable, trouble: Trouble, clock: VirtualClock, body: string): string {
  const seconds = clock.now() / 1000
  const pause = trouble.pauses?.find(({ from, to }) => from <= seconds && seconds < to)
  if (pause?.kind === 'failing' || clock.random() < (trouble.faults ?? 0))
    throw new ServiceError('InternalServerError', 500, 'by chance')
  if (pause?.kind === 'throttled' || clock.random() < (trouble.refused ?? 0))
    throw new ServiceError(
      'ThrottlingException',
      400,
      'by chance',
      trouble.refusedFor === undefined ? [] : [{ reason: trouble.refusedFor, resource: 'arn:t' }],
    )
  if (clock.random() >= (trouble.halved ?? 0)) return granted(table, body, seconds)
  const { RequestItems } = JSON.parse(body) as { RequestItems: Record<string, unknown[]> }
  const [[name, entries] = ['', []]] = Object.entries(RequestItems)
  const half = Math.floor(entries.length / 2)
  const text = granted(table, JSON.stringify({ RequestItems: { [name]: entries.slice(half) } }), seconds)
  const answer = JSON.parse(text) as { UnprocessedItems: Record<string, unknown[]> }
  const left = [...entries.slice(0, half), ...(answer.UnprocessedItems[name] ?? [])]
  return JSON.stringify({ ...answer, UnprocessedItems: left.length === 0 ? {} : { [name]: left } })
}

function granted(table: SimulatedTable, body: string, seconds: number): string {
  const { text, reasons } = table.batchWrite(body, seconds)
  if (reasons.length > 0) throw new ServiceError('ThrottlingException', 400, 'throttled', reasons)
  return text
}
