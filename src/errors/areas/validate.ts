import { defineErrors } from '../error-entry.ts'

export const validateErrors = defineErrors({
})
