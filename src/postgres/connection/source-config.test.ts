import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { isLocalHost } from './local-host.ts'
import { findPassword } from './password-file.ts'
import {
  concealSourceConfig,
  describeSource,
  parseSourceUrl,
  readSecret,
  revealSourceConfig,
  type SourceConfig,
} from './source-config.ts'

function password(config: SourceConfig): string | null {
  return revealSourceConfig(config).password
}

/** What the work throws, null when it throws nothing. */
function attempt(work: () => unknown): unknown {
  try {
    work()
    return null
  } catch (error) {
    return error
  }
}

function failure(work: () => unknown): PgfoldError {
  const error = attempt(work)
  if (error instanceof PgfoldError) return error
  throw new Error('no PgfoldError was thrown', { cause: error })
}

describe('parseSourceUrl', () => {
  test('reads the form of the guide', () => {
    const config = parseSourceUrl('postgresql://user:pass@host:6000/ratel', {})
    expect(config).toMatchObject({ host: 'host', port: 6000, database: 'ratel', user: 'user' })
    expect(password(config)).toBe('pass')
  })

  test('fills from the environment what the URL leaves open', () => {
    const env = {
      PGHOST: 'elsewhere',
      PGPORT: '7000',
      PGUSER: 'anna',
      PGPASSWORD: 'p',
      PGDATABASE: 'd',
      HOME: '/home/anna',
    }
    const config = parseSourceUrl('postgres://db', env)
    expect(config).toMatchObject({
      host: 'db',
      port: 7000,
      user: 'anna',
      database: 'd',
      passwordFile: '/home/anna/.pgpass',
    })
    expect(password(config)).toBe('p')
    expect(parseSourceUrl(undefined, env)).toMatchObject({ host: 'elsewhere', port: 7000 })
  })

  test.each([
    ['postgres://u:a%40b%2Fc%23d@h/x', 'a@b/c#d'],
    ['postgres://u:a@b@h/x', 'a@b'],
    ['postgres://u:a#b@h/x', 'a#b'],
    ['postgres://u:@h/x', null],
    ['postgres://u@h/x?password=q', 'q'],
  ])('password of %s', (url, expected) => {
    expect(password(parseSourceUrl(url, {}))).toBe(expected)
  })

  test('takes sockets and IPv6', () => {
    expect(parseSourceUrl('postgres://u@%2Fvar%2Frun%2Fpostgresql/x', {})).toMatchObject({
      host: '/var/run/postgresql',
      tls: { mode: 'off' },
    })
    expect(parseSourceUrl('postgres:///x?host=/tmp&user=u', {})).toMatchObject({ host: '/tmp', database: 'x' })
    expect(parseSourceUrl('postgres://u@[2001:db8::1]:5433/x', {})).toMatchObject({ host: '2001:db8::1', port: 5433 })
  })

  test.each([
    'mysql://h/x',
    'postgres://h:port/x',
    'postgres://h:0/x',
    'postgres://h/a/b',
    'postgres://a,b/x',
    'postgres://h/x?sslmode=maybe',
    'postgres://h/%zz',
  ])('refuses %s', (url) => {
    expect(failure(() => parseSourceUrl(url, {})).code).toBe('SOURCE_URL_INVALID')
  })

  test('says when nothing is named', () => {
    expect(failure(() => parseSourceUrl(undefined, {})).code).toBe('SOURCE_URL_MISSING')
    expect(failure(() => parseSourceUrl(' ', {})).code).toBe('SOURCE_URL_MISSING')
  })

  test('names options that have no effect', () => {
    expect(parseSourceUrl('postgres://u@localhost/x?pgbouncer=true', {}).notes).toEqual([
      'option "pgbouncer" of the source URL is not used',
    ])
  })
})

describe('TLS', () => {
  test.each([
    ['postgres://u@db.example/x', 'verify-full'],
    ['postgres://u@10.0.0.1/x', 'verify-full'],
    ['postgres://u@db.example/x?sslmode=disable', 'off'],
    ['postgres://u@db.example/x?sslmode=require', 'verify-full'],
    ['postgres://u@db.example/x?sslmode=prefer', 'verify-full'],
    ['postgres://u@db.example/x?ssl=true', 'verify-full'],
    ['postgres://u@db.example/x?sslmode=verify-ca', 'verify-ca'],
    ['postgres://u@db.example/x?sslmode=no-verify', 'no-verify'],
    ['postgres://u@localhost/x', 'off'],
    ['postgres://u@127.0.0.1/x?sslmode=prefer', 'off'],
    ['postgres://u@[::1]/x', 'off'],
    ['postgres://u@localhost/x?sslmode=require', 'verify-full'],
  ])('%s is %s', (url, mode) => {
    expect(parseSourceUrl(url, {}).tls.mode).toBe(mode)
  })

  test('PGSSLMODE counts, the URL counts more', () => {
    expect(parseSourceUrl('postgres://u@h/x', { PGSSLMODE: 'disable' }).tls.mode).toBe('off')
    expect(parseSourceUrl('postgres://u@h/x?sslmode=verify-full', { PGSSLMODE: 'disable' }).tls.mode).toBe(
      'verify-full',
    )
  })

  test('says when a mode means more here, or less than it seems', () => {
    expect(parseSourceUrl('postgres://u@h/x?sslmode=require', {}).notes).toHaveLength(1)
    expect(parseSourceUrl('postgres://u@h/x?sslmode=no-verify', {}).notes).toHaveLength(1)
    expect(parseSourceUrl('postgres://u@h/x?sslmode=verify-full', {}).notes).toEqual([])
  })

  test('channel binding is off, preferred or required, and never without TLS', () => {
    const bindingOf = (url: string): unknown =>
      ({ channelBinding: 'no TLS', ...parseSourceUrl(url, {}).tls }).channelBinding
    expect(bindingOf('postgres://u@h/x')).toBe('off')
    expect(bindingOf('postgres://u@h/x?channel_binding=prefer')).toBe('prefer')
    expect(bindingOf('postgres://u@h/x?channel_binding=require')).toBe('require')
    expect(bindingOf('postgres://u@localhost/x?channel_binding=prefer')).toBe('no TLS')
    expect(failure(() => parseSourceUrl('postgres://u@h/x?sslmode=disable&channel_binding=require', {})).code).toBe(
      'SOURCE_URL_INVALID',
    )
  })

  test('what looks local but is not is verified', () => {
    expect(['127.0.0.1.example.com', 'localhost.example.com', '128.0.0.1'].filter(isLocalHost)).toEqual([])
  })
})

describe('the password', () => {
  test('is in nothing that prints', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, maxLength: 20 }).map((text) => `canary${text}`),
        (secret) => {
          const config = parseSourceUrl(`postgres://u:${encodeURIComponent(secret)}@host/db`, {})
          const printed = [
            JSON.stringify(config),
            inspect(config, { depth: 9, showHidden: true }),
            String(config.password),
            `${String(config)}`,
            describeSource(config),
            JSON.stringify(structuredClone({ ...config, password: null })),
          ]
          expect(printed.filter((text) => text.includes('canary'))).toEqual([])
          expect(password(config)).toBe(secret)
        },
      ),
    )
  })

  test('is in no error, whatever is wrong with the URL', () => {
    const parts = fc.constantFrom(
      'postgres://',
      'u',
      ':',
      '@',
      '/',
      '?',
      '#',
      '%',
      'host',
      '5432',
      'sslmode=x',
      '=',
      '&',
    )
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 6 }), fc.array(parts, { maxLength: 8 }), (before, after) => {
        const outcome = attempt(() =>
          parseSourceUrl(`postgres://u:canary${before.join('')}canary@${after.join('')}`, {}),
        )
        expect(outcome === null || outcome instanceof PgfoldError).toBe(true)
        expect(inspect(outcome, { depth: 9 })).not.toContain('canary')
      }),
    )
  })

  test('travels to a worker only when it is revealed', () => {
    const config = parseSourceUrl('postgres://u:pw@host/db', {})
    const there = concealSourceConfig(structuredClone(revealSourceConfig(config)))
    expect(password(there)).toBe('pw')
    const lost = structuredClone(config)
    expect(failure(() => lost.password !== null && readSecret(lost.password)).code).toBe('SOURCE_CONFIG_SEALED')
  })
})

test('findPassword reads the lines as libpq does', () => {
  const file = [
    '# a comment',
    'other:5432:*:anna:no',
    'db:*:shop:anna:a\\:b\\\\c',
    'db:5432:*:*:any:thing',
    'localhost:5432:x:u:socket',
  ].join('\n')
  expect(findPassword(file, { host: 'db', port: 5432, database: 'shop', user: 'anna' })).toBe('a:b\\c')
  expect(findPassword(file, { host: 'db', port: 5432, database: 'else', user: 'bert' })).toBe('any:thing')
  expect(findPassword(file, { host: '/tmp', port: 5432, database: 'x', user: 'u' })).toBe('socket')
  expect(findPassword(file, { host: 'nowhere', port: 5432, database: 'x', user: 'u' })).toBeNull()
})
