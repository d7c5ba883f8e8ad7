import { expect, test } from 'vitest'
import { checkFileRights } from './check-file-rights.ts'

const check = (mode: number, owner: number, user: number | null) => (): void =>
  checkFileRights('state.json', { mode, owner }, user)

test.each([0o640, 0o604, 0o620, 0o602, 0o777])('mode %o is too open', (mode) => {
  expect(check(mode, 1000, 1000)).toThrow(expect.objectContaining({ code: 'LEDGER_TOO_OPEN' }))
})

test('a file of another user is refused, one of root or of this user is not', () => {
  expect(check(0o600, 1001, 1000)).toThrow(
    expect.objectContaining({ code: 'LEDGER_OTHER_OWNER', detail: 'user 1001, this process is user 1000' }),
  )
  expect(check(0o600, 1001, 0)).toThrow(expect.objectContaining({ code: 'LEDGER_OTHER_OWNER' }))
  expect(check(0o600, 1000, 1000)).not.toThrow()
  expect(check(0o600, 0, 1000)).not.toThrow()
})

test('a system without users and modes is not asked for them', () => {
  expect(check(0o666, 0, null)).not.toThrow()
})
