import type { PgfoldError } from '../errors/pgfold-error.ts'
import type { EventListener } from './run-event.ts'

/** Whom a watch of the source tells. */
export interface WatchListeners {
  readonly onEvent: EventListener
  /** Called when the run must stop; at most once for each limit. */
  readonly onLimit: (limit: PgfoldError) => void
}
