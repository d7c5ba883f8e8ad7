import type { z } from 'zod'

export interface SchemaIssue {
  /** `entities.FEED.key.sk`; empty path: `mapping`. */
  readonly place: string
  readonly message: string
}

type Issue = z.core.$ZodIssue

/** What the schema refused, in places and plain sentences. */
export function describeIssues(error: z.ZodError): readonly SchemaIssue[] {
  return error.issues.flatMap((issue) => explain(issue, []))
}

function explain(issue: Issue, path: readonly PropertyKey[]): readonly SchemaIssue[] {
  const here = [...path, ...issue.path]
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The alternative that got furthest is the one that was meant.
    const meant = issue.errors.toSorted((left, right) => depth(right) - depth(left))[0] ?? []
    if (depth(meant) > 0) return meant.flatMap((inner) => explain(inner, here))
    return [{ place: placeOf(here), message: 'this is none of the forms that may stand here' }]
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map((inner) => ({ place: placeOf(here), message: inner.message }))
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ place: placeOf([...here, key]), message: 'nothing of this name belongs here' }))
  }
  return [{ place: placeOf(here), message: issue.message }]
}

function depth(issues: readonly Issue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) => {
      if (issue.code === 'invalid_union') return issue.path.length + Math.max(0, ...issue.errors.map(depth))
      return issue.path.length + (issue.code === 'unrecognized_keys' ? 0.5 : 0)
    }),
  )
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'mapping' : path.map(String).join('.')
}
