/** A command line with a mapping built in: the same commands, with what one platform's users need not say. */
export interface Preset {
  /** The built-in mapping, by the name that `--mapping` takes. */
  readonly mapping: string
  readonly defaultSource: string
  readonly defaultTable: string
  /** The program that validates under the same preset. */
  readonly validateProgram: string
}
