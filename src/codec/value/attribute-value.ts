/**
 * A DynamoDB attribute value in the low-level form of the service.
 * `N` holds the canonical decimal text (see number-text.ts); `B` raw bytes.
 */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: Uint8Array }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Readonly<Record<string, AttributeValue>> }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly Uint8Array[] }

export type Item = Readonly<Record<string, AttributeValue>>

/**
 * How a column becomes an attribute. Every codec lists the forms it can give, its default first.
 *
 * - `S` text as PostgreSQL prints it, `N` exact number, `B` bytes, `BOOL`
 * - `iso` ISO 8601 text; `epoch-seconds`, `epoch-millis`, `epoch-micros` numbers
 * - `document` native map or list of a JSON value; `L` list, `set` SS, NS or BS
 * - `M` map (composite, range, hstore, point …)
 */
export type Form =
  | 'S'
  | 'N'
  | 'B'
  | 'BOOL'
  | 'L'
  | 'M'
  | 'set'
  | 'document'
  | 'iso'
  | 'epoch-seconds'
  | 'epoch-millis'
  | 'epoch-micros'
