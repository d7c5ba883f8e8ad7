/**
 * One text for every spelling of a number: `1.50`, `1.5`, `15E-1` and `+01.5` become `15E-1`; whole numbers stay plain
 * (`1E3` becomes `1000`). Written apart from the codecs on purpose: the proof must not lean on the code that it proves.
 * A text that is no number is returned behind a mark, so that it equals nothing but itself.
 */
export function canonicalNumberText(text: string): string {
  if (isPlainInteger(text)) return text
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (match === null) return `?${text}`
  const whole = match[2] ?? ''
  const fraction = match[3] ?? ''
  if (whole.length + fraction.length === 0) return `?${text}`
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  const exponent = Number(match[4] ?? '0') - fraction.length + (digits.length - significant.length)
  const sign = match[1] === '-' ? '-' : ''
  // 126 is the largest exponent that DynamoDB stores: anything beyond keeps its exponent instead of growing without
  // limit.
  if (exponent >= 0 && exponent <= 126) return `${sign}${significant}${'0'.repeat(exponent)}`
  return `${sign}${significant}E${String(exponent)}`
}

function isPlainInteger(text: string): boolean {
  const length = text.length
  let at = 0
  if (length > 1 && text.charCodeAt(0) === 45) at = 1
  const first = text.charCodeAt(at)
  if (first === 48) return length === 1
  if (!(first >= 49 && first <= 57)) return false
  for (at += 1; at < length; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return true
}
