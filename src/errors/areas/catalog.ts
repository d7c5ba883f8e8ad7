import { defineErrors } from '../error-entry.ts'

export const catalogErrors = defineErrors({
})
