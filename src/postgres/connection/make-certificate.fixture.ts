import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate with its key, made in this process: no openssl is needed. */
export interface MadeCertificate {
  /** PEM. */
  readonly cert: string
  /** PEM, PKCS #8. */
  readonly key: string
  readonly name: string
  readonly privateKey: KeyObject
}

export interface CertificateWish {
  /** Common name of the subject. */
  readonly name: string
  /** Who signs; absent: itself. */
  readonly issuer?: MadeCertificate | undefined
  /** Subject alternative names: addresses, or DNS names taken as they are. */
  readonly names?: readonly string[] | undefined
  /** DNS names even where they look like addresses. */
  readonly dnsNames?: readonly string[] | undefined
  readonly authority?: boolean | undefined
  /** CAs that may follow below an authority. */
  readonly pathLength?: number | undefined
  readonly from?: Date | undefined
  readonly until?: Date | undefined
  readonly usage?: 'server' | 'client' | undefined
  readonly key?: 'ec' | 'rsa-1024' | 'rsa-2048' | undefined
  /** Hash of the signature; weak ones only with an issuer whose key is RSA. */
  readonly hash?: 'sha256' | 'sha1' | 'md5' | undefined
  /** An extension that nobody knows, marked critical. */
  readonly unknownExtension?: boolean | undefined
}

let serial = 1

const day = 86_400_000

/** X.509 version 3 (RFC 5280), as far as the tests need it. */
export function makeCertificate(wish: CertificateWish): MadeCertificate {
  const { privateKey, publicKey } = keyPair(wish.key ?? 'ec')
  const signer = wish.issuer?.privateKey ?? privateKey
  const now = Date.now()
  const body = sequence(
    tagged(0, integer(2)),
    integer(serial++),
    algorithm(signer, wish.hash ?? 'sha256'),
    distinguishedName(wish.issuer?.name ?? wish.name),
    sequence(time(wish.from ?? new Date(now - day)), time(wish.until ?? new Date(now + day))),
    distinguishedName(wish.name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions(wish))),
  )
  return {
    cert: signed(body, signer, wish.hash ?? 'sha256', 'CERTIFICATE'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    name: wish.name,
    privateKey,
  }
}

/** A list of revoked certificates (CRL) of an authority, PEM. */
export function makeRevocationList(issuer: MadeCertificate, revoked: readonly MadeCertificate[]): string {
  const now = Date.now()
  const entries = revoked.map((certificate) => sequence(serialOf(certificate), time(new Date(now - day))))
  const body = sequence(
    integer(1),
    algorithm(issuer.privateKey, 'sha256'),
    distinguishedName(issuer.name),
    time(new Date(now - day)),
    time(new Date(now + day)),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
  )
  return signed(body, issuer.privateKey, 'sha256', 'X509 CRL')
}

function keyPair(kind: 'ec' | 'rsa-1024' | 'rsa-2048'): {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
} {
  return kind === 'ec'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('rsa', { modulusLength: kind === 'rsa-1024' ? 1024 : 2048 })
}

function extensions(wish: CertificateWish): Buffer[] {
  const names = [
    ...(wish.names ?? []).map((name) =>
      isIP(name) === 4 ? der(0x87, Buffer.from(name.split('.').map(Number))) : dns(name),
    ),
    ...(wish.dnsNames ?? []).map(dns),
  ]
  const usages = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' }
  return [
    ...(wish.authority === true
      ? [
          extension(
            '2.5.29.19',
            true,
            sequence(boolean(true), ...(wish.pathLength === undefined ? [] : [integer(wish.pathLength)])),
          ),
        ]
      : []),
    ...(names.length === 0 ? [] : [extension('2.5.29.17', false, sequence(...names))]),
    ...(wish.usage === undefined ? [] : [extension('2.5.29.37', false, sequence(objectId(usages[wish.usage])))]),
    ...(wish.unknownExtension === true ? [extension('1.3.6.1.4.1.99999.1', true, der(0x05))] : []),
    // Never empty: an empty list is not allowed.
    extension('2.5.29.14', false, der(0x04, Buffer.from(wish.name))),
  ]
}

function signed(body: Buffer, signer: KeyObject, hash: string, label: string): string {
  const signature = sign(hash, body, signer)
  const whole = sequence(body, algorithm(signer, hash), der(0x03, Buffer.from([0]), signature))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

function algorithm(signer: KeyObject, hash: string): Buffer {
  const rsa: Readonly<Record<string, string>> = {
    md5: '1.2.840.113549.1.1.4',
    sha1: '1.2.840.113549.1.1.5',
    sha256: '1.2.840.113549.1.1.11',
  }
  return signer.asymmetricKeyType === 'rsa'
    ? sequence(objectId(rsa[hash] ?? ''), der(0x05))
    : sequence(objectId('1.2.840.10045.4.3.2'))
}

/** The third element of the body, after version. */
function serialOf({ cert }: MadeCertificate): Buffer {
  const bytes = Buffer.from(cert.replaceAll(/-----.*-----|\s/g, ''), 'base64')
  const body = content(bytes)
  const version = element(content(body))
  return element(content(body).subarray(version.length))
}

function content(bytes: Buffer): Buffer {
  const head = 2 + ((bytes[1] ?? 0) < 0x80 ? 0 : (bytes[1] ?? 0) & 0x7f)
  return element(bytes).subarray(head)
}

function element(bytes: Buffer): Buffer {
  const first = bytes[1] ?? 0
  if (first < 0x80) return bytes.subarray(0, 2 + first)
  const size = first & 0x7f
  return bytes.subarray(0, 2 + size + bytes.readUIntBE(2, size))
}

function distinguishedName(name: string): Buffer {
  return sequence(der(0x31, sequence(objectId('2.5.4.3'), der(0x0c, Buffer.from(name)))))
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectId(id), ...(critical ? [boolean(true)] : []), der(0x04, value))
}

function dns(name: string): Buffer {
  return der(0x82, Buffer.from(name))
}

/** GeneralizedTime, whatever the year. */
function time(date: Date): Buffer {
  const text = date.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)
  const year = date.getUTCFullYear()
  return year >= 2050 ? der(0x18, Buffer.from(`${text}Z`)) : der(0x17, Buffer.from(`${text.slice(2)}Z`))
}

function boolean(value: boolean): Buffer {
  return der(0x01, Buffer.from([value ? 0xff : 0]))
}

function integer(value: number): Buffer {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return der(0x02, ...((bytes[0] ?? 0) >= 0x80 ? [Buffer.from([0])] : []), bytes)
}

function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const bytes = rest.flatMap((part) => {
    const digits = [part % 128]
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128)) digits.unshift(128 + (left % 128))
    return digits
  })
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts)
}

function tagged(tag: number, part: Buffer): Buffer {
  return der(0xa0 + tag, part)
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  const { length } = value
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), value])
}
