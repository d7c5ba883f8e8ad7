/** An attribute value as DynamoDB JSON, made by hand. */
export type HandValue =
  | { S: string }
  | { N: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { L: HandValue[] }
  | { M: { [name: string]: HandValue } }
