import { createHash } from 'node:crypto'
import type { MappingHash } from '../brand.ts'
import { PgfoldError } from '../errors/pgfold-error.ts'
import { canonicalJson } from './canonical-json.ts'
import { describeIssues } from './describe-issues.ts'
import type { MappingOrigin } from './mapping-origin.ts'
import { mappingSchema, type MappingDefinition } from './schema/mapping-schema.ts'

/** A checked definition and its hash. Two mappings with the same hash give the same items from the same database. */
export interface Mapping {
  readonly definition: MappingDefinition
  /** SHA-256 (hex) of the definition's canonical JSON. */
  readonly hash: MappingHash
  /** Where it was loaded from; absent: it was made by a program. */
  readonly origin?: MappingOrigin
}

/**
 * Checks the shape of a mapping. The database is not asked here: that is `checkMapping`.
 * Throws MAPPING_SCHEMA with every place that is not well formed.
 */
export function defineMapping(definition: MappingDefinition): Mapping {
  return parseMapping(definition)
}

/** As `defineMapping`, for data whose type is not known: a JSON file, another copy of this package. */
export function parseMapping(data: unknown): Mapping {
  const unusable = unusableText(data, '')
  if (unusable !== null) throw new PgfoldError('MAPPING_SCHEMA', unusable)
  const parsed = mappingSchema.safeParse(data)
  if (!parsed.success) {
    const issues = describeIssues(parsed.error)
    throw new PgfoldError('MAPPING_SCHEMA', {
      place: issues[0]?.place,
      detail: issues.map((issue) => `${issue.place}: ${issue.message}`).join('; '),
    })
  }
  const hash = createHash('sha256').update(canonicalJson(parsed.data)).digest('hex') as MappingHash
  return { definition: parsed.data, hash }
}

/**
 * A mapping needs a dozen levels; the limit keeps a file that is nested without end from ending in the stack of whoever
 * walks it.
 */
const maxDepth = 100

/**
 * Copying an object loses a member named `__proto__`: the mapping would silently say less than was written. Half a
 * surrogate pair has no UTF-8: neither PostgreSQL nor DynamoDB could be given the text as it stands.
 */
function unusableText(
  data: unknown,
  place: string,
  depth = 0,
): { readonly place: string; readonly detail: string } | null {
  if (typeof data === 'string' && !data.isWellFormed()) return { place, detail: 'a text with half a surrogate pair' }
  if (typeof data !== 'object' || data === null) return null
  if (depth > maxDepth)
    return { place: `${place.slice(0, 80)}…`, detail: `it is nested deeper than ${maxDepth} levels` }
  for (const [name, member] of Object.entries(data)) {
    const here = place === '' ? name : `${place}.${name}`
    if (name === '__proto__') return { place: here, detail: 'no part of a mapping may be named "__proto__"' }
    const found = name.isWellFormed()
      ? unusableText(member, here, depth + 1)
      : { place: here.toWellFormed(), detail: 'a name with half a surrogate pair' }
    if (found !== null) return found
  }
  return null
}
