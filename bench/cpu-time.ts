/** Microseconds of CPU (user and system, all threads) that this process spends in `work`, and the seconds that pass. */
export async function cpuTime(
  work: () => void | Promise<void>,
): Promise<{ readonly microseconds: number; readonly seconds: number }> {
  const started = performance.now()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return { microseconds: user + system, seconds: (performance.now() - started) / 1000 }
}
