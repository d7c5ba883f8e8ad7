import type { TemplateFormat } from '../resolved.ts'

/** A column of the source (`lookup: null`) or of a look-up, as named in a template or a join. */
export interface Reference {
  readonly lookup: string | null
  readonly column: string
}

export type TemplatePart =
  | { readonly kind: 'literal'; readonly text: string }
  | {
      readonly kind: 'placeholder'
      readonly reference: Reference
      readonly format: TemplateFormat | null
      readonly at: number
    }

/** Neighbouring literals are one part; no literal is empty. */
export type ParsedTemplate = readonly TemplatePart[]

/** What is wrong and where; `at` counts from 1. */
export interface TemplateProblem {
  readonly code: 'MAPPING_TEMPLATE_SYNTAX' | 'MAPPING_UNKNOWN_FORMAT'
  readonly message: string
  readonly at: number
}
