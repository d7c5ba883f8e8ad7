#!/usr/bin/env node
import { presetValidateLine } from '../../cli/preset-validate-line.ts'
import { start } from '../../cli/start.ts'
import { ratelPreset, validateDescription } from '../ratel-preset.ts'

await start(presetValidateLine('validate_migration', validateDescription), ratelPreset)
