/** What a retried call says: the service refused it for now, or it is made again after a pause. */
export type RetryEvent =
  | { readonly kind: 'throttled'; readonly reason: string; readonly resource: string }
  | { readonly kind: 'retried'; readonly code: string; readonly attempt: number; readonly delayMs: number }
