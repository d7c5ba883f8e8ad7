/**
 * The text of a key attribute as it stands in DynamoDB JSON, `{"S":"…"}`, `{"N":"12"}` or `{"B":"AQI="}`: how reject
 * files name an item. Null for anything else.
 */
export function wireKeyText(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  const text = 'S' in value ? value.S : 'N' in value ? value.N : 'B' in value ? value.B : null
  return typeof text === 'string' ? text : null
}
