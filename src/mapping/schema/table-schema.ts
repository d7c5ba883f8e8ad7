import { z } from 'zod'
import { nameSchema } from './where-schema.ts'

/** DynamoDB: key attribute names have at most 255 bytes of UTF-8. */
export const keyNameSchema = nameSchema.refine(
  (name) => Buffer.byteLength(name) <= 255,
  'a key attribute name has at most 255 bytes',
)

/** DynamoDB's own rule for index names. */
const indexNameSchema = z
  .string()
  .regex(/^[a-zA-Z0-9_.-]{3,255}$/u, 'index names have 3 to 255 letters, digits, "_", "." or "-"')

/** The types that a key attribute can have: text, number, bytes. */
const keyTypeSchema = z.enum(['S', 'N', 'B'])
export type KeyType = z.infer<typeof keyTypeSchema>

/** `'pk'`, or `{ name: 'seq', type: 'N' }`; the short form has the type said elsewhere in the table section, or S. */
const keyAttributeSchema = z.union([
  keyNameSchema,
  z.strictObject({ name: keyNameSchema, type: keyTypeSchema }).readonly(),
])
export type KeyAttribute = z.infer<typeof keyAttributeSchema>

/**
 * Attributes in each half of an index key, since November 2025; the key of a table has one each.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html
 */
const maxKeyAttributes = 4

const indexKeySchema = z.union([keyAttributeSchema, z.array(keyAttributeSchema).min(1).readonly()])
export type IndexKeyDefinition = z.infer<typeof indexKeySchema>

const projectionSchema = z.union([
  z.enum(['all', 'keys']),
  z.strictObject({ include: z.array(nameSchema).min(1).readonly() }).readonly(),
])

export const tableSchema = z
  .strictObject({
    partitionKey: keyAttributeSchema,
    sortKey: keyAttributeSchema.optional(),
    entityType: keyNameSchema,
    indexes: z
      .record(
        indexNameSchema,
        z
          .strictObject({
            partitionKey: indexKeySchema,
            sortKey: indexKeySchema.optional(),
            projection: projectionSchema.optional(),
          })
          .readonly(),
      )
      .readonly()
      .optional(),
  })
  .superRefine((table, context) => {
    const own = [...attributesOfKey(table.partitionKey), ...attributesOfKey(table.sortKey)].map(({ name }) => name)
    if (new Set([...own, table.entityType]).size < own.length + 1) {
      context.addIssue({
        code: 'custom',
        message: 'partitionKey, sortKey and entityType are three different attributes',
      })
    }
    for (const [name, index] of Object.entries(table.indexes ?? {})) {
      const halves = [attributesOfKey(index.partitionKey), attributesOfKey(index.sortKey)]
      const names = halves.flat().map((each) => each.name)
      if (halves.some((half) => half.length > maxKeyAttributes)) {
        const message = 'DynamoDB takes up to four attributes in each half of an index key'
        context.addIssue({ code: 'custom', path: ['indexes', name], message })
      }
      if (new Set(names).size < names.length) {
        context.addIssue({
          code: 'custom',
          path: ['indexes', name],
          message: 'the attributes of an index key are different ones',
        })
      }
    }
    for (const [name, types] of typesByName(table)) {
      if (types.size < 2) continue
      const message = `"${name}" is ${[...types].join(' here and ')} there: an attribute has one type in the whole table`
      context.addIssue({ code: 'custom', message })
    }
  })
  .readonly()
export type TableDefinition = z.infer<typeof tableSchema>

/** Every attribute of a key, in order; `type` is null where the short form says none. */
export function attributesOfKey(
  key: IndexKeyDefinition | undefined,
): readonly { readonly name: string; readonly type: KeyType | null }[] {
  if (key === undefined) return []
  const attributes: readonly KeyAttribute[] = typeof key === 'string' || 'name' in key ? [key] : key
  return attributes.map((attribute) => (typeof attribute === 'string' ? { name: attribute, type: null } : attribute))
}

interface KeyPair {
  readonly partitionKey: IndexKeyDefinition
  readonly sortKey?: IndexKeyDefinition | undefined
}

/** The types said for each key attribute; more than one is a contradiction. The entity type is always text. */
export function typesByName(table: {
  readonly partitionKey: KeyAttribute
  readonly sortKey?: KeyAttribute | undefined
  readonly entityType: string
  readonly indexes?: Readonly<Record<string, KeyPair>> | undefined
}): ReadonlyMap<string, ReadonlySet<KeyType>> {
  const types = new Map<string, Set<KeyType>>([[table.entityType, new Set<KeyType>(['S'])]])
  for (const { partitionKey, sortKey } of [table, ...Object.values(table.indexes ?? {})]) {
    for (const { name, type } of [...attributesOfKey(partitionKey), ...attributesOfKey(sortKey)]) {
      const known = types.get(name) ?? new Set<KeyType>()
      if (type !== null) known.add(type)
      types.set(name, known)
    }
  }
  return types
}
