import { defineErrors } from '../error-entry.ts'

export const catalogErrors = defineErrors({
  CATALOG_UNREADABLE: {
    title: 'the catalog of the source cannot be read',
    why:
      'pg_catalog answered in a form that pgfold does not expect. A database that only resembles PostgreSQL may ' +
      'differ here.',
    fix: 'Report it with the version of the server (select version()).',
    exit: 1,
    retry: 'stop',
  },
})
