import type { OversizeDefinition } from '../schema/oversize-schema.ts'

interface OversizeOptions {
  /** Name of the attribute that tells a reader what was done; default: `_oversize`. */
  readonly marker?: string
}

/** Items over 400 KB go without these attributes: one after the other, in this order, until the item fits. */
export function omitOversize(attributes: readonly string[], options: OversizeOptions = {}): OversizeDefinition {
  return { omit: attributes, ...options }
}

/** Items over 400 KB hold these attributes compressed, as gzip in a B. */
export function gzipOversize(attributes: readonly string[], options: OversizeOptions = {}): OversizeDefinition {
  return { gzip: attributes, ...options }
}
