import { z } from 'zod'
import { mappingSchema } from '../../src/mapping/schema/mapping-schema.ts'
import { reportSchema } from '../../src/validate/report/report-schema.ts'

/** For editors: `"$schema": "./node_modules/pgfold/docs/mapping.schema.json"` in a mapping of JSON. */
export function mappingJsonSchema(): string {
  const { properties, ...rest } = z.toJSONSchema(mappingSchema, { io: 'input', reused: 'ref' })
  const title = 'A pgfold mapping'
  const description = 'A mapping as data, for pgfold.mapping.json; docs/mapping.md shows every part by example.'
  // Editors look at it, the mapping itself does not have it.
  return schemaText({ title, description, ...rest, properties: { $schema: { type: 'string' }, ...properties } })
}

export function reportJsonSchema(): string {
  const title = 'A pgfold validation report'
  const description =
    'What "pgfold validate" writes to validation_report_<id>.json. Fields are only added; ignore those that you do not know.'
  return schemaText({ title, description, ...z.toJSONSchema(reportSchema, { reused: 'ref' }) })
}

/** `readOnly` comes from the TypeScript side and would make an editor grey everything out. */
function schemaText(schema: object): string {
  return `${JSON.stringify(schema, (name, value: unknown) => (name === 'readOnly' ? undefined : value), 2)}\n`
}
