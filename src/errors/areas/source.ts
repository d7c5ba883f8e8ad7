import { defineErrors } from '../error-entry.ts'

export const sourceErrors = defineErrors({
})
