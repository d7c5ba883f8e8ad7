import { buildCommand } from '@stricli/core'
import type { CliContext } from '../cli-context.ts'
import { designFlags, type DesignFlags } from './design.flags.ts'

export const designCommand = buildCommand<DesignFlags, [], CliContext>({
  loader: async () => (await import('./design.handler.ts')).designHandler,
  parameters: {
    flags: designFlags,
  },
  docs: {
    brief: 'Draw the design of a mapping: tables, item collections, indexes',
    customUsage: ['[flags]'],
    fullDescription: [
      'Writes one page that needs nothing from anywhere, with example items of every entity. Their values are masked:',
      'letters become x, digits 0; whole numbers in keys stay, so that items that belong together can be seen.',
      '',
      'Example: pgfold design --mapping shop.ts --out shop.html',
    ].join('\n'),
  },
})
