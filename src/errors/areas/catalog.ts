import { defineErrors } from '../error-entry.ts'

export const catalogErrors = defineErrors({
  CATALOG_UNREADABLE: {
    title: 'the catalog of the source cannot be understood',
    why: 'pg_catalog answered in a form that pgfold does not expect; a PostgreSQL derivative may differ here.',
    fix: 'Report it with the version of the server (select version()).',
    exit: 1,
    retry: 'stop',
  },
})
