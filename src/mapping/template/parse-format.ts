import { didYouMean } from '../did-you-mean.ts'
import type { TemplateFormat } from '../resolved.ts'

const plainFormats = ['lower', 'upper', 'escape', 'iso', 'epoch-seconds', 'epoch-millis', 'epoch-micros'] as const

/** Long enough for every number that DynamoDB takes (38 digits). */
const maxWidth = 38

/** More shards than this make no index faster and every query slower. */
const maxShardCount = 10_000

type FormatResult = { readonly format: TemplateFormat } | { readonly message: string }

/** `pad:12`, `lower`, `shard:16` … */
export function parseFormat(text: string): FormatResult {
  const plain = plainFormats.find((name) => name === text)
  if (plain !== undefined) return { format: { kind: plain } }
  const [, name, argument] = /^(pad|shard)(?::(\d{1,9}))?$/u.exec(text) ?? []
  const number = Number(argument)
  if (name === 'pad') {
    if (number >= 1 && number <= maxWidth) return { format: { kind: 'pad', width: number } }
    return { message: `pad takes a width from 1 to ${maxWidth}: pad:12` }
  }
  if (name === 'shard') {
    if (number >= 1 && number <= maxShardCount) return { format: { kind: 'shard', count: number } }
    return { message: `shard takes a count from 1 to ${maxShardCount}: shard:16` }
  }
  return { message: `"${text}" is no format${didYouMean(text, [...plainFormats, 'pad:12', 'shard:16'])}` }
}

export function printFormat(format: TemplateFormat): string {
  if (format.kind === 'pad') return `pad:${format.width}`
  if (format.kind === 'shard') return `shard:${format.count}`
  return format.kind
}
