import type { MappingOrigin } from '../mapping/mapping-origin.ts'

/**
 * What a run was told and a resume must not have to ask again. Never a secret: the source is not in it, because its
 * address may hold a password, and an endpoint with a user name is refused before a run begins.
 */
export interface RunOrigin {
  /** null: the mapping was handed over by a program. */
  readonly mapping: MappingOrigin | null
  /** Name or ARN, as it was given. */
  readonly table: string
  /** null: the service's own for the region. */
  readonly endpoint: string | null
  readonly region: string | null
}
