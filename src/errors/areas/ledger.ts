import { defineErrors } from '../error-entry.ts'

export const ledgerErrors = defineErrors({
})
