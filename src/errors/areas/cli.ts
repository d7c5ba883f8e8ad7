import { defineErrors } from '../error-entry.ts'

export const cliErrors = defineErrors({
})
