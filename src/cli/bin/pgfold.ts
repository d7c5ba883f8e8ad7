#!/usr/bin/env node
import { app } from '../app.ts'
import { start } from '../start.ts'

await start(app)
