import type { Mapping } from '../mapping/define-mapping.ts'

/** A command line with a mapping built in: the same commands, with what one platform's users need not say. */
export interface Preset {
  readonly loadMapping: () => Promise<Mapping>
  readonly defaultSource: string
  readonly defaultTable: string
  /** The program that validates under the same preset. */
  readonly validateProgram: string
}
