import { migrationFlags, type MigrationFlags } from '../flags/migration-flags.ts'

export type ResumeFlags = MigrationFlags

export const resumeFlags = migrationFlags
