import { expect, test } from 'vitest'
import { isLoopback } from './dynamodb/transport/is-loopback.ts'
import { isLoopbackHost } from './loopback-host.ts'

test('this machine is known by its names and numbers, and by nothing that only looks like them', () => {
  expect(['localhost', 'LOCALHOST', '::1', '[::1]', '127.0.0.1', '127.9.8.7'].filter(isLoopbackHost)).toHaveLength(6)
  const others = ['localhost.example.com', 'db.localhost', '127.0.0.1.example.com', '128.0.0.1', '0.0.0.0', '', '/run']
  expect(others.filter(isLoopbackHost)).toEqual([])
})

test('an emulator on this machine may also be called by the address it listens on, or by a name of its own', () => {
  const local = ['http://localhost:8000', 'http://[::1]:8000', 'http://0.0.0.0:8000', 'http://emulator.localhost/']
  expect(local.filter(isLoopback)).toEqual(local)
  expect(['http://localhost.example.com', 'http://10.0.0.1:8000'].filter(isLoopback)).toEqual([])
})
