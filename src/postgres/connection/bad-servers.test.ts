import { writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import path from 'node:path'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { cleartextPassword, errorResponse, fakeServer, loginThrough, type Behaviour } from './bad-servers.fixture.ts'
import { connectSource } from './connect.ts'
import {
  makeCertificate,
  makeRevocationList,
  type CertificateWish,
  type MadeCertificate,
} from './make-certificate.fixture.ts'
import { parseSourceUrl } from './source-config.ts'

const host = 'localhost'
/** Counts as another machine, so that TLS is on by itself; on Linux and macOS it is this one. */
const remote = '0.0.0.0'
const canary = 'canary-password-9f31c2'
const day = 86_400_000

const authority = makeCertificate({ name: 'authority', authority: true })
const rsaAuthority = makeCertificate({ name: 'rsa authority', authority: true, key: 'rsa-2048' })
const stranger = makeCertificate({ name: 'stranger', authority: true })
const intermediate = makeCertificate({ name: 'intermediate', authority: true, issuer: authority })
const lastAuthority = makeCertificate({ name: 'last authority', authority: true, pathLength: 0, issuer: authority })
const belowLast = makeCertificate({ name: 'below the last', authority: true, issuer: lastAuthority })
const ordinary = makeCertificate({ name: 'ordinary', issuer: authority, names: [host] })
const good = leaf({})
const revoked = leaf({})

function leaf(wish: Partial<CertificateWish>): MadeCertificate {
  return makeCertificate({ name: 'server', issuer: authority, names: [host], usage: 'server', ...wish })
}

function serve({ cert, key }: MadeCertificate, more: readonly MadeCertificate[] = []): Behaviour {
  return loginThrough({ cert: [cert, ...more.map((each) => each.cert)].join(''), key })
}

interface BadServer {
  readonly behave: Behaviour
  readonly code: string
  /** What the error must say. */
  readonly says?: RegExp
  /** Instead of `host`. */
  readonly host?: string
  readonly options?: string
}

const untrusted = (certificate: MadeCertificate, says: RegExp, more: readonly MadeCertificate[] = []): BadServer => ({
  behave: serve(certificate, more),
  code: 'SOURCE_TLS_UNVERIFIED',
  says,
})
const refused = (behave: Behaviour): BadServer => ({ behave, code: 'SOURCE_TLS_REFUSED' })
const lost = (behave: Behaviour): BadServer => ({ behave, code: 'SOURCE_CONNECTION_LOST' })

const badServers: Readonly<Record<string, BadServer>> = {
  'a certificate for another host': untrusted(leaf({ names: ['db.example.org'] }), /ALTNAME/),
  'the name in the subject alone': untrusted(leaf({ name: host, names: [] }), /ALTNAME/),
  'the name in the subject, other names beside it': untrusted(leaf({ name: host, names: ['127.0.0.1'] }), /ALTNAME/),
  'a wildcard for everything': untrusted(leaf({ names: ['*'] }), /ALTNAME/),
  'a wildcard for what lies below': untrusted(leaf({ names: ['*.localhost'] }), /ALTNAME/),
  'a wildcard inside a label': untrusted(leaf({ names: ['l*host'] }), /ALTNAME/),
  'a zero byte after the right name': untrusted(leaf({ names: [`${host}\0.example.org`] }), /ALTNAME/),
  'an address that the certificate does not list': { ...untrusted(leaf({}), /ALTNAME/), host: remote },
  'an address listed as a name': {
    ...untrusted(leaf({ names: [], dnsNames: [remote] }), /ALTNAME/),
    host: remote,
  },
  'a self-signed certificate where nobody asked for TLS': {
    ...untrusted(makeCertificate({ name: 'server', names: [remote] }), /SELF_SIGNED/),
    host: remote,
  },
  'a server on another machine that declines TLS': { ...refused((socket) => socket.write('N')), host: remote },
  'an expired certificate': untrusted(
    leaf({ from: new Date(Date.now() - 9 * day), until: new Date(Date.now() - 1000) }),
    /EXPIRED/,
  ),
  'a certificate of tomorrow': untrusted(
    leaf({ from: new Date(Date.now() + day), until: new Date(Date.now() + 2 * day) }),
    /NOT_YET_VALID/,
  ),
  'an expired authority in between': untrusted(
    leaf({
      issuer: makeCertificate({ name: 'old', authority: true, issuer: authority, until: new Date(Date.now() - 1000) }),
    }),
    /UNABLE_TO_/,
  ),
  'a certificate signed by itself': untrusted(makeCertificate({ name: 'server', names: [host] }), /SELF_SIGNED/),
  'another authority': untrusted(leaf({ issuer: stranger }), /UNABLE_TO_/),
  'another authority that comes along': untrusted(leaf({ issuer: stranger }), /SELF_SIGNED_CERT_IN_CHAIN/, [stranger]),
  'an authority of the same name with another key': untrusted(
    leaf({ issuer: makeCertificate({ name: 'authority', authority: true }) }),
    /CERT_SIGNATURE_FAILURE|UNABLE_TO_/,
  ),
  'a chain without its middle': untrusted(leaf({ issuer: intermediate }), /UNABLE_TO_/),
  'a certificate signed by one that is no authority': untrusted(leaf({ issuer: ordinary }), /INVALID_(CA|PURPOSE)/, [
    ordinary,
  ]),
  'a chain longer than its authority allows': untrusted(leaf({ issuer: belowLast }), /PATH_LENGTH/, [
    belowLast,
    lastAuthority,
  ]),
  'a certificate for clients only': untrusted(leaf({ usage: 'client' }), /PURPOSE/),
  'a critical extension that nobody knows': untrusted(leaf({ unknownExtension: true }), /CRITICAL/i),
  'a key of 1024 bits': untrusted(leaf({ key: 'rsa-1024' }), /KEY_TOO_SMALL|key too weak/),
  'a signature by SHA-1': untrusted(
    leaf({ issuer: rsaAuthority, hash: 'sha1' }),
    /MD_TOO_WEAK|digest algorithm too weak|md too weak/i,
  ),
  'a signature by MD5': untrusted(
    leaf({ issuer: rsaAuthority, hash: 'md5' }),
    /MD_TOO_WEAK|digest algorithm too weak|md too weak/i,
  ),
  'a revoked certificate': { ...untrusted(revoked, /REVOKED/), options: 'sslcrl=crl' },
  'a list of revoked certificates by somebody else': { ...untrusted(good, /CRL/), options: 'sslcrl=foreign-crl' },
  'TLS 1.0': refused(loginThrough({ ...pem(good), maxVersion: 'TLSv1' })),
  'TLS 1.1': refused(loginThrough({ ...pem(good), maxVersion: 'TLSv1.1' })),
  'ciphers that hide nothing': refused(
    loginThrough({ ...pem(good), maxVersion: 'TLSv1.2', ciphers: 'NULL-SHA256:@SECLEVEL=0' }),
  ),
  'a server that declines TLS': refused((socket) => socket.write('N')),
  'somebody in the middle who declines TLS for it': refused((socket) => socket.end('N')),
  'a password asked for in place of an answer': refused((socket) => socket.write(cleartextPassword)),
  'an error in the clear': refused((socket) => socket.write(errorResponse('type your password into evil.example.org'))),
  'data slipped in behind the answer': refused((socket, _first, secure) => {
    socket.write(Buffer.concat([Buffer.from('S'), cleartextPassword]))
    secure(pem(good))
  }),
  'garbage behind the answer': refused((socket) => {
    socket.write('S')
    setTimeout(() => socket.write(Buffer.alloc(64, 0x2e)), 10)
  }),
  'a web server': refused((socket) => socket.end('HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n')),
  'a server that speaks no TLS where TLS comes first': {
    ...refused((socket) => socket.write(errorResponse('unsupported frontend protocol'))),
    options: 'sslnegotiation=direct',
  },
  'somebody in the middle who changes the handshake': refused(changeHandshake(serve(good))),
  'a reset in the handshake': lost((socket) => {
    socket.write('S')
    socket.once('data', () => socket.resetAndDestroy())
  }),
  'an end in the handshake': lost((socket) => {
    socket.write('S')
    socket.once('data', () => socket.end())
  }),
  'silence before the answer': { behave: () => undefined, code: 'SOURCE_UNREACHABLE', options: 'connect_timeout=1' },
  'silence in the handshake': {
    behave: (socket) => socket.write('S'),
    code: 'SOURCE_UNREACHABLE',
    options: 'connect_timeout=1',
  },
}

function pem({ cert, key }: MadeCertificate) {
  return { cert, key }
}

/** Passes everything on, with one bit of the client's first message of TLS turned: a random of its own. */
function changeHandshake(behave: Behaviour): Behaviour {
  return (socket, first) => {
    void fakeServer(behave).then(({ port }) => {
      const onward: Socket = connect(port, '127.0.0.1')
      onward.on('error', () => undefined)
      socket.on('close', () => onward.destroy())
      onward.write(first)
      onward.pipe(socket)
      socket.once('data', (hello) => {
        const at = 20
        hello[at] = (hello[at] ?? 0) ^ 1
        onward.write(hello)
        socket.pipe(onward)
      })
    })
  }
}

async function attempt(
  behave: Behaviour,
  { at = host, options = '' }: { readonly at?: string | undefined; readonly options?: string | undefined },
) {
  await using folder = await temporaryFolder()
  const file = async (name: string, text: string): Promise<void> => writeFile(path.join(folder.path, name), text)
  await file('ca', authority.cert + rsaAuthority.cert)
  await file('crl', makeRevocationList(authority, [revoked]))
  await file('foreign-crl', makeRevocationList(stranger, []))
  await using server = await fakeServer(behave)
  const more = options.replace('sslcrl=', `sslcrl=${folder.path}/`)
  const mode = at === host ? 'sslmode=verify-full&' : ''
  const url = `postgres://u:${canary}@${at}:${server.port}/x?${mode}sslrootcert=${folder.path}/ca&${more}`
  const config = parseSourceUrl(url, {})
  expect(config.tls.mode).toBe('verify-full')
  const error: unknown = await connectSource(config, { role: 'test', signal: new AbortController().signal }).then(
    async (client) => {
      client.destroy()
      return null
    },
    (reason: unknown) => reason,
  )
  return { error, clear: server.heard.clear(), secure: server.heard.secure() }
}

test.each(Object.entries(badServers))('%s: refused before a password is sent', async (_, bad) => {
  const { error, clear, secure } = await attempt(bad.behave, { at: bad.host, options: bad.options })
  expect(error).toMatchObject({
    code: bad.code,
    ...(bad.says === undefined ? {} : { message: expect.stringMatching(bad.says) as string }),
  })
  // Neither user nor database nor password: nothing came out of TLS, and in the clear only the request for it.
  expect(secure).toHaveLength(0)
  expect(clear.includes(canary)).toBe(false)
  expect(clear.includes('user\0')).toBe(false)
  expect(inspect(error, { depth: 9 })).not.toMatch(/canary-password|evil\.example/)
})

test('there are more than 20 of them', () => {
  const count = Object.keys(badServers).length
  process.stderr.write(`${count} bad servers\n`)
  expect(count).toBeGreaterThan(20)
})

test.each<
  [
    string,
    MadeCertificate,
    { readonly at?: string; readonly options?: string; readonly more?: readonly MadeCertificate[] },
  ]
>([
  ['by name', good, {}],
  ['by address', leaf({ names: [remote] }), { at: remote }],
  ['with the middle of its chain', leaf({ issuer: intermediate }), { more: [intermediate] }],
  ['with a key of RSA', leaf({ issuer: rsaAuthority, key: 'rsa-2048' }), {}],
  ['that is not on the list of revoked ones', good, { options: 'sslcrl=crl' }],
  ['for no purpose in particular', leaf({ usage: undefined }), {}],
])('the good server passes: %s', async (_, certificate, { at, options, more }) => {
  const { secure } = await attempt(serve(certificate, more), { at, options })
  // It was trusted with the password that it asked for.
  expect(secure.includes(canary)).toBe(true)
})
