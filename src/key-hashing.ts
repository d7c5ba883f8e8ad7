import { createHash, createHmac } from 'node:crypto'

/**
 * Keys of rows and items in rejects, reports, logs and results: as they are (false, absent), as plain hashes (true), or
 * as hashes that only who has the secret can compute. A plain hash of a key that can be guessed (a number, an e-mail
 * address) can be found by trying; with a secret not.
 */
export type HashKeys = boolean | { readonly secret: string }

export interface KeyHashing {
  readonly method: 'sha256' | 'hmac-sha256'
  /** Tells whether a report was made with the same secret, and nothing of it. */
  readonly check: string
  /** `sha256:1f0c3a…`, the first 64 bits of the hash of the text's UTF-8. */
  text(text: string): string
  /** The same for every value of a key; NULL stays NULL, names stay. */
  record<Value extends string | null>(record: Readonly<Record<string, Value>>): Record<string, Value | string>
}

/**
 * 64 bits: among a million keys the chance that two agree is 1 in 37 million, and what is found by a hash is compared
 * again before it is written.
 */
const hexDigits = 16

export function keyHashing(option: HashKeys | undefined): KeyHashing | null {
  if (option === undefined || option === false) return null
  const secret = option === true ? null : option.secret
  const method = secret === null ? 'sha256' : 'hmac-sha256'
  const text = (clear: string): string => {
    const hash = secret === null ? createHash('sha256') : createHmac('sha256', secret)
    return `${method}:${hash.update(clear, 'utf8').digest('hex').slice(0, hexDigits)}`
  }
  return {
    method,
    check: text('pgfold key check'),
    text,
    record: (record) =>
      Object.fromEntries(Object.entries(record).map(([name, value]) => [name, value === null ? value : text(value)])),
  }
}
