import { setTimeout as sleep } from 'node:timers/promises'

/** Asks every 20 ms until the answer is yes; an exception of `ask` ends the wait. Throws after `milliseconds`. */
export async function waitUntil(
  what: string,
  ask: () => boolean | Promise<boolean>,
  milliseconds = 30_000,
): Promise<void> {
  const end = Date.now() + milliseconds
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`waited ${milliseconds} ms until ${what}`)
    await sleep(20)
  }
}
