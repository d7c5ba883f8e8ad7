import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { checkReportSchema } from '../design/check/check-report.ts'
import { initDataSchema } from '../design/draft/init-data-schema.ts'
import { inspectionSchema } from '../design/inspect/inspection-schema.ts'
import * as jsonSchemas from './json/json-schemas.ts'
import { knownSecrets, redact } from './redact.ts'

const canary = 'C4nary-Wert_77x'

test.each([
  ['a URL', `connect postgresql://app:${canary}@db.example:5432/shop failed`],
  ['a URL with a badly escaped password', `postgres://app:a/b@c#${canary}@db.example/shop`],
  ['a URL of another kind', `https://user:${canary}@proxy.example/path`],
  ['a query parameter', `postgresql://db/shop?user=app&password=${canary}&sslmode=require`],
  ['libpq words', `host=db user=app password=${canary} dbname=shop`],
  ['libpq words with quotes', `host=db password='${canary} with blank' dbname=shop`],
  ['JSON', JSON.stringify({ password: canary, host: 'db' })],
  ['an environment', `AWS_SECRET_ACCESS_KEY=${canary}\nAWS_SESSION_TOKEN=${canary}\nPGPASSWORD=${canary}`],
  ['SDK objects', `{ secretAccessKey: '${canary}', sessionToken: "${canary}" }`],
  [
    'a signed URL',
    `https://dynamodb.us-east-1.amazonaws.com/?X-Amz-Signature=${canary}&X-Amz-Security-Token=${canary}`,
  ],
  ['an authorization header', `Authorization: Bearer ${canary}`],
  ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${canary}\n-----END RSA PRIVATE KEY-----`],
])('%s loses its secret', (_, text) => {
  expect(redact(text)).not.toContain(canary)
  expect(redact(text)).toContain('***')
})

test('access key ids and web tokens are known by their form', () => {
  expect(redact('key AKIAIOSFODNN7EXAMPLE of ASIAIOSFODNN7EXAMPLE')).toBe('key *** of ***')
  expect(redact('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.c2lnbmF0dXJl')).toBe('***')
})

test('what helps the reader stays', () => {
  const text =
    'Failed to connect to database: postgresql://app:***@db.example:5432/shop, table shop-local, USER#12, offset: 0'
  expect(
    redact(
      'Failed to connect to database: postgresql://app:geheim@db.example:5432/shop, table shop-local, USER#12, offset: 0',
    ),
  ).toBe(text)
  expect(redact('{"clearedBySecondPass":0}, second pass: 3')).toBe('{"clearedBySecondPass":0}, second pass: 3')
  expect(redact('postgresql://localhost:5432/shop and arn:aws:dynamodb:us-east-1:1:table/t')).toBe(
    'postgresql://localhost:5432/shop and arn:aws:dynamodb:us-east-1:1:table/t',
  )
})

test('a password never survives in a URL, whatever it is made of and whatever stands around it', () => {
  const password = fc.string({ minLength: 1, maxLength: 30 }).map((text) => `${text.replace(/[\s"'`]/g, '')}qzqz`)
  fc.assert(
    fc.property(fc.string(), password, fc.constantFrom('postgres', 'postgresql'), (before, secret, scheme) => {
      const clean = redact(`${before} ${scheme}://app:${secret}@db.example/shop`)
      expect(clean).not.toContain('qzqz')
      expect(redact(clean)).toBe(clean)
    }),
  )
})

test('a known secret is masked wherever it stands, raw and decoded', () => {
  const secrets = knownSecrets({
    DATABASE_URL: 'postgresql://app:p%40ss%2Fword@db/shop',
    AWS_SECRET_ACCESS_KEY: canary,
  })
  expect(redact(`a ${canary} b p@ss/word c p%40ss%2Fword d`, secrets)).toBe('a *** b *** c *** d')
})

test('an ordinary word that happens to be the password is not masked everywhere', () => {
  expect(knownSecrets({ DATABASE_URL: 'postgresql://postgres:postgres@localhost/postgres' })).toEqual([])
})

test('no name of a field that a command prints is taken for that of a secret', () => {
  const schemas = Object.values(jsonSchemas).filter((schema) => schema instanceof z.ZodType)
  const names = new Set<string>()
  const collect = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return
    if ('properties' in schema) for (const name of Object.keys(schema.properties ?? {})) names.add(name)
    Object.values(schema).forEach(collect)
  }
  for (const schema of [...schemas, checkReportSchema, inspectionSchema, initDataSchema])
    collect(z.toJSONSchema(schema))
  expect(names.size).toBeGreaterThan(100)
  const text = [...names].map((name) => `"${name}": 1`).join('\n')
  expect(redact(text)).toBe(text)
})
