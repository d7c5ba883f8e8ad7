import { z } from 'zod'
import type { AttributeValue } from '../../codec/value/attribute-value.ts'
import { nameSchema, orderSchema, whereSchema } from './where-schema.ts'
import { joinSchema, relationSchema } from './source-schema.ts'

const formSchema = z.enum([
  'S',
  'N',
  'B',
  'BOOL',
  'L',
  'M',
  'set',
  'document',
  'iso',
  'epoch-seconds',
  'epoch-millis',
  'epoch-micros',
])

/** How a value becomes an attribute; what is not said is `omit`, `keep`, `reject` and the default form of the type. */
const valueOptions = {
  as: formSchema.optional(),
  onNull: z.enum(['omit', 'null']).optional(),
  onEmpty: z.enum(['keep', 'omit', 'null']).optional(),
  onUnrepresentable: z.enum(['reject', 'omit', 'text']).optional(),
}
const valueOptionsSchema = z.strictObject(valueOptions).readonly()
export type ValueOptions = z.infer<typeof valueOptionsSchema>

const relationOptions = { relation: relationSchema, on: joinSchema, where: whereSchema.optional() }

/** Constants are written down as the attribute value they become: plain JSON, no bytes. */
const constantSchema: z.ZodType<Exclude<AttributeValue, { B: Uint8Array } | { BS: readonly Uint8Array[] }>> = z.lazy(
  () =>
    z.union([
      z.strictObject({ S: z.string() }),
      z.strictObject({ N: z.string().regex(/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/u, 'not a decimal number') }),
      z.strictObject({ BOOL: z.boolean() }),
      z.strictObject({ NULL: z.literal(true) }),
      z.strictObject({ L: z.array(constantSchema) }),
      z.strictObject({ M: z.record(z.string(), constantSchema) }),
      z.strictObject({ SS: z.array(z.string()).min(1) }),
      z.strictObject({ NS: z.array(z.string()).min(1) }),
    ]),
)

const attributeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('column'), column: nameSchema, ...valueOptions }).readonly(),
  z.strictObject({ kind: z.literal('lookup'), reference: nameSchema, ...valueOptions }).readonly(),
  z
    .strictObject({ kind: z.literal('count'), ...relationOptions, distinct: nameSchema.optional(), ...valueOptions })
    .readonly(),
  z.strictObject({ kind: z.literal('sum'), ...relationOptions, column: nameSchema, ...valueOptions }).readonly(),
  z.strictObject({ kind: z.literal('exists'), ...relationOptions, ...valueOptions }).readonly(),
  z
    .strictObject({
      kind: z.literal('gather'),
      ...relationOptions,
      column: nameSchema,
      distinct: z.boolean().optional(),
      orderBy: orderSchema.optional(),
      ...valueOptions,
    })
    .readonly(),
  z
    .strictObject({
      kind: z.literal('gatherMaps'),
      ...relationOptions,
      columns: z.record(nameSchema, nameSchema).readonly(),
      orderBy: orderSchema.optional(),
      ...valueOptions,
    })
    .readonly(),
  z.strictObject({ kind: z.literal('template'), text: z.string().min(1) }).readonly(),
  z.strictObject({ kind: z.literal('constant'), value: constantSchema }).readonly(),
  z.strictObject({ kind: z.literal('present'), branch: nameSchema, ...valueOptions }).readonly(),
  z.strictObject({ kind: z.enum(['least', 'greatest']), column: nameSchema, ...valueOptions }).readonly(),
  z
    .strictObject({
      kind: z.literal('first'),
      branch: nameSchema,
      column: nameSchema,
      orderBy: orderSchema.optional(),
      ...valueOptions,
    })
    .readonly(),
])
export type AttributeDefinition = z.infer<typeof attributeSchema>

/** The name under which `...allColumns()` stands among the attributes: it survives a spread, JSON and the hash. */
export const allColumnsKey = '...'

const { as: _, ...optionsWithoutForm } = valueOptions
const allColumnsSchema = z
  .strictObject({
    kind: z.literal('allColumns'),
    except: z.array(nameSchema).readonly().optional(),
    rename: z.record(nameSchema, nameSchema).readonly().optional(),
    forms: z.record(nameSchema, formSchema).readonly().optional(),
    ...optionsWithoutForm,
  })
  .readonly()
export type AllColumns = z.infer<typeof allColumnsSchema>

export const attributesSchema = z
  .record(nameSchema, z.union([attributeSchema, allColumnsSchema]))
  .superRefine((attributes, context) => {
    for (const [name, attribute] of Object.entries(attributes)) {
      if ((name === allColumnsKey) !== (attribute.kind === 'allColumns')) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'allColumns is spread among the attributes: { ...allColumns(), … }',
        })
      }
    }
  })
  .readonly()
export type Attributes = z.infer<typeof attributesSchema>
