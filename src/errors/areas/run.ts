import { defineErrors } from '../error-entry.ts'

export const runErrors = defineErrors({
})
