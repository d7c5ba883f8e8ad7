import { canonicalNumber } from './numbers/canonical-number.ts'
import { textCastCodec } from './text-cast.ts'
import { ValueError } from './value/value-error.ts'

/**
 * `S` as PostgreSQL prints it, which depends on lc_monetary; `N` only for the text of the C and en_US locales
 * (`-$1,234.56`), because of any other the decimal point is not known.
 */
export const moneyCodec = textCastCodec({
  types: ['money'],
  forms: ['S', 'N'],
  keyAlphabet: 'free',
  fromText: (text, form) => (form === 'N' ? { N: amount(text) } : { S: text }),
  keyFromText: (text) => text,
})

function amount(text: string): string {
  const parts = /^(-?)\$(\d{1,3}(?:,\d{3})*\.\d\d)$/.exec(text)
  if (parts === null) throw new ValueError('VALUE_NOT_REPRESENTABLE', 'money in a locale other than C or en_US')
  return canonicalNumber(`${parts[1] ?? ''}${(parts[2] ?? '').replaceAll(',', '')}`)
}
