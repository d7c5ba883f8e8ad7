import type { SourceConfig } from '../postgres/connection/source-config.ts'
import type { RunSettings } from './run-settings.ts'
import type { WatchListeners } from './watch-listeners.ts'
import { watchSnapshotAge } from './watch-snapshot-age.ts'
import { watchStandbyLag } from './watch-standby-lag.ts'

/** Looks after what a run costs the source, from the moment that its snapshot is there until it is disposed. */
export function watchSource(
  source: SourceConfig,
  { warnSnapshotAgeMs, maxSnapshotAgeMs, maxStandbyLagMs }: RunSettings,
  listeners: WatchListeners,
): AsyncDisposable {
  const age = watchSnapshotAge({ warnAgeMs: warnSnapshotAgeMs, maxAgeMs: maxSnapshotAgeMs }, listeners)
  const lag = maxStandbyLagMs === null ? null : watchStandbyLag(source, maxStandbyLagMs, listeners)
  return {
    async [Symbol.asyncDispose]() {
      age[Symbol.dispose]()
      await lag?.[Symbol.asyncDispose]()
    },
  }
}
