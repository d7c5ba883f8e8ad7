import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { hasOrder, surelyHasOrder } from './has-order.ts'
import { baseType, firstUserOid, type PgType } from './pg-type.ts'

describe('the order of a type', () => {
  test('is what the server itself says, for each of its types', async () => {
    await using db = await testDatabase()
    const types = await db.query<{ name: string; oid: number }>(
      `SELECT typname AS name, oid::int4 AS oid FROM pg_catalog.pg_type
       WHERE typtype = 'b' AND typnamespace = 'pg_catalog'::regnamespace AND typarray <> 0 ORDER BY typname`,
    )
    expect(types.length).toBeGreaterThan(60)
    const wrong: string[] = []
    for (const { name, oid } of types) {
      const ordered = await db
        .query(`SELECT x FROM (SELECT NULL::pg_catalog."${name}") AS t(x) ORDER BY x`)
        .then(() => true)
        .catch(() => false)
      if (hasOrder(baseType(name, oid)) !== ordered || surelyHasOrder(baseType(name, oid)) !== ordered)
        wrong.push(`${name}: ${ordered}`)
    }
    expect(wrong).toEqual([])
  })

  test('of an array or a row is that of its parts, that of an extension depends on who asks', () => {
    const json = baseType('json', 114)
    const citext = baseType('citext', firstUserOid)
    const arrayOf = (element: PgType): PgType => ({ kind: 'array', oid: 1, name: `_${element.name}`, element })
    expect([json, arrayOf(json)].map(hasOrder)).toEqual([false, false])
    expect(hasOrder({ kind: 'composite', oid: 1, name: 'pair', fields: [{ name: 'a', type: json }] })).toBe(false)
    expect(hasOrder({ kind: 'domain', oid: 1, name: 'text_domain', base: baseType('text', 25) })).toBe(true)
    expect([hasOrder(citext), surelyHasOrder(citext), surelyHasOrder(arrayOf(citext))]).toEqual([true, false, false])
  })
})
