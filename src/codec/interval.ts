import { textCastCodec } from './text-cast.ts'
import { ValueError } from './value-error.ts'

/**
 * `S` is PostgreSQL's text (IntervalStyle postgres, `1 year 2 mons -3 days +04:05:06.789`), exact and the default; `iso` is the ISO 8601
 * duration with a sign per part, `P1Y2M-3DT4H5M6.789S`, the same as IntervalStyle iso_8601 prints.
 */
export const intervalCodec = textCastCodec({
  types: ['interval'],
  forms: ['S', 'iso'],
  keyAlphabet: 'plain',
  fromText: (text, form) => ({ S: form === 'iso' ? isoDuration(text) : text }),
  keyFromText: (text, _type, form) => (form === 'iso' ? isoDuration(text) : text),
})

const pattern = /^(?:([+-]?\d+) years? ?)?(?:([+-]?\d+) mons? ?)?(?:([+-]?\d+) days? ?)?(?:([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d+))?)?$/

function isoDuration(text: string): string {
  if (text === 'infinity' || text === '-infinity') throw new ValueError('VALUE_NOT_REPRESENTABLE', 'an infinite interval has no ISO form')
  const parts = text === '' ? null : pattern.exec(text)
  if (parts === null) throw new ValueError('VALUE_MALFORMED', 'not an interval in the style of PostgreSQL')
  const [, years, months, days, sign = '', hours = '0', minutes = '0', seconds = '0', fraction] = parts
  const minus = sign === '-' ? '-' : ''
  const date = part(years, 'Y') + part(months, 'M') + part(days, 'D')
  const wholeSeconds = Number(seconds)
  const time = signed(minus, hours, 'H') + signed(minus, minutes, 'M') + (fraction === undefined ? signed(minus, seconds, 'S') : `${minus}${wholeSeconds}.${fraction}S`)
  return time === '' ? `P${date === '' ? 'T0S' : date}` : `P${date}T${time}`
}

function part(count: string | undefined, unit: string): string {
  return count === undefined || Number(count) === 0 ? '' : `${Number(count)}${unit}`
}

function signed(minus: string, count: string, unit: string): string {
  return Number(count) === 0 ? '' : `${minus}${Number(count)}${unit}`
}
