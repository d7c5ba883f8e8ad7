import { spawn } from 'node:child_process'

/** Runs a file of a benchmark in a process of its own; it writes what it measured as the last line, in JSON. */
export async function inProcess<T>(file: string, parameters: readonly string[]): Promise<T> {
  const child = spawn(process.execPath, [file, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString()
  })
  const status = await new Promise((resolve) => child.once('close', resolve))
  if (status !== 0) throw new Error(`${file} ended with ${String(status)}`)
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as T
}
