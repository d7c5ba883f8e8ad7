import { defineErrors } from '../error-entry.ts'

export const mappingErrors = defineErrors({
})
