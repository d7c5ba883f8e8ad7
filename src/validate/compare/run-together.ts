/** Runs all, stops the others at the first error, waits for every one to end, and throws that first error. */
export async function runTogether(
  tasks: readonly ((signal: AbortSignal) => Promise<void>)[],
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  let failed = false
  let first: unknown
  await Promise.all(
    tasks.map(async (task) => {
      try {
        await task(both)
      } catch (error) {
        if (!failed) {
          failed = true
          first = error
          stop.abort(error)
        }
      }
    }),
  )
  if (failed) throw first
}
