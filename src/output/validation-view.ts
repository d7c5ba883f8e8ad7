import type { ValidationEvent } from '../validate/validation-event.ts'

/** What the displays of a validation need to know of the events so far. */
export interface ValidationView {
  /** The latest event that carries figures. */
  readonly latest: Extract<ValidationEvent, { readonly kind: 'expected-progress' | 'scan-progress' }> | null
  /** Events of each kind, which come at most once a second of each reason; the report counts every one. */
  readonly throttles: number
  readonly retries: number
}

export const initialValidationView: ValidationView = { latest: null, throttles: 0, retries: 0 }

export function applyValidationEvent(view: ValidationView, event: ValidationEvent): ValidationView {
  switch (event.kind) {
    case 'expected-progress':
    case 'scan-progress':
      return { ...view, latest: event }
    case 'throttled':
      return { ...view, throttles: view.throttles + 1 }
    case 'retried':
      return { ...view, retries: view.retries + 1 }
    default:
      return view
  }
}
