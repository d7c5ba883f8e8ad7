import type { OracleCheck } from './oracle.fixture.ts'
import type { AttributeValue } from './value/attribute-value.ts'

/** The text of a scalar value, as PostgreSQL takes it back. */
export const scalarText = (value: AttributeValue): string => ('S' in value ? value.S : 'N' in value ? value.N : '')

export const sameText: OracleCheck = { form: 'S', sql: 'v::text = x', back: scalarText }
