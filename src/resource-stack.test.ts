import { expect, test } from 'vitest'
import { ResourceStack } from './resource-stack.ts'

function recorder() {
  const order: string[] = []
  const resource = (name: string, error?: Error): AsyncDisposable => ({
    async [Symbol.asyncDispose]() {
      order.push(name)
      if (error !== undefined) throw error
    },
  })
  return { order, resource }
}

test('gives resources back once, the last one first', async () => {
  const { order, resource } = recorder()
  const stack = new ResourceStack()
  const first = resource('first')
  expect(stack.use(first)).toBe(first)
  stack.defer(async () => void order.push('second'))
  stack.use(resource('third'))
  await stack[Symbol.asyncDispose]()
  await stack[Symbol.asyncDispose]()
  expect(order).toEqual(['third', 'second', 'first'])
})

test('what is handed over stays open until the new stack is disposed', async () => {
  const { order, resource } = recorder()
  let moved: ResourceStack
  {
    await using stack = new ResourceStack()
    stack.use(resource('first'))
    stack.use(resource('second'))
    moved = stack.move()
  }
  expect(order).toEqual([])
  await moved[Symbol.asyncDispose]()
  expect(order).toEqual(['second', 'first'])
})

test('an error keeps no other resource from being given back', async () => {
  const { order, resource } = recorder()
  const stack = new ResourceStack()
  stack.use(resource('first'))
  stack.use(resource('second', new Error('lost')))
  await expect(stack[Symbol.asyncDispose]()).rejects.toThrow('lost')
  expect(order).toEqual(['second', 'first'])

  const broken = new ResourceStack()
  broken.use(resource('third', new Error('a')))
  broken.use(resource('fourth', new Error('b')))
  await expect(broken[Symbol.asyncDispose]()).rejects.toMatchObject({ errors: [{ message: 'b' }, { message: 'a' }] })
})
