import { defineErrors } from '../error-entry.ts'

export const targetErrors = defineErrors({
})
