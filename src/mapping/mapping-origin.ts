/**
 * Where a mapping was found, so that a later command finds it again without being told. A mapping that a program made
 * itself has none.
 */
export type MappingOrigin =
  /** Absolute. */
  | { readonly kind: 'file'; readonly path: string }
  /** One that comes with pgfold, by its name. */
  | { readonly kind: 'built-in'; readonly name: string }
