/**
 * What a key says about the source rows behind it. `none`: no row of this entity can have this key. `columns`: every
 * such row has these texts in these columns. `unknown`: the key does not tell (a format that cannot be undone, or more
 * than one reading); only reading every row helps.
 */
export type KeyReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'columns'; readonly columns: ReadonlyMap<string, string> }
  | { readonly kind: 'unknown' }
