import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** What was planted: its meaning decides where it may stand (docs/security.md). */
export type Planted = 'secret' | 'cell' | 'key' | 'key of a reject' | 'key of a difference'

export interface Canary {
  readonly what: string
  readonly planted: Planted
  readonly text: string
}

/** Something that was printed or kept. */
export interface Output {
  readonly place: string
  readonly content: Buffer
  /** What may stand there; everything else must not. */
  readonly allowed: readonly Planted[]
}

/** The forms in which a text could slip out: as it is, percent-encoded or not, as base64, as hexadecimal digits. */
function formsOf({ text }: Canary): readonly Buffer[] {
  const bytes = Buffer.from(text)
  return [text, bytes.toString('base64').replace(/..=*$/, ''), bytes.toString('hex'), encodeURIComponent(text)].map(
    (form) => Buffer.from(form),
  )
}

export interface Search {
  /** `canary in place`, of those that must not stand there. */
  readonly escaped: readonly string[]
  /** `planted in place`, of those that may: proof that the search finds what is there. */
  readonly seen: ReadonlySet<string>
  readonly bytes: number
}

export function searchOutputs(canaries: readonly Canary[], outputs: readonly Output[]): Search {
  const escaped: string[] = []
  const seen = new Set<string>()
  for (const { place, content, allowed } of outputs)
    for (const canary of canaries) {
      if (!formsOf(canary).some((form) => content.includes(form))) continue
      if (allowed.includes(canary.planted)) seen.add(`${canary.planted} in ${place}`)
      else escaped.push(`${canary.what} in ${place}`)
    }
  return { escaped, seen, bytes: outputs.reduce((sum, { content }) => sum + content.length, 0) }
}

/** Every file of a folder that the project has written, with what docs/security.md allows it to hold. */
export async function filesIn(folder: string, inputs: readonly string[]): Promise<readonly Output[]> {
  const names = (await readdir(folder)).filter((name) => !inputs.includes(name))
  return Promise.all(
    names.map(async (name) => ({
      place: name.replace(/\d{6,}/, '<id>'),
      content: await readFile(path.join(folder, name)),
      allowed: allowedIn(name),
    })),
  )
}

function allowedIn(name: string): readonly Planted[] {
  if (name.startsWith('migration_state_')) return ['key', 'key of a reject', 'key of a difference']
  if (name.startsWith('migration_errors_')) return ['key of a reject']
  if (name.startsWith('validation_')) return ['key of a reject', 'key of a difference']
  if (name.startsWith('shown_')) return ['key of a reject', 'key of a difference', 'cell']
  return []
}
