#!/usr/bin/env node
import { pgfold } from '../app.ts'
import { start } from '../start.ts'

await start(pgfold)
