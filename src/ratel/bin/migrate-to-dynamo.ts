#!/usr/bin/env node
import { presetMigrateLine } from '../../cli/preset-migrate-line.ts'
import { start } from '../../cli/start.ts'
import { migrateDescription, ratelPreset } from '../ratel-preset.ts'

await start(presetMigrateLine('migrate_to_dynamo', migrateDescription), ratelPreset)
