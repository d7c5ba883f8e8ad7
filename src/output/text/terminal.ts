/** The part of a stream that output needs; the process streams fit, and so does an array in a test. */
export interface TextStream {
  /** For every text: control sequences in it are shown, not obeyed. */
  readonly write: (text: string) => unknown
  /**
   * For what has control sequences of our own, and names and keys only after `visibleText`. Absent: `write` lets
   * everything through, as a test's does.
   */
  readonly draw?: ((text: string) => unknown) | undefined
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}

export interface Terminal {
  /** A person is looking: a live block may be drawn. */
  readonly live: boolean
  readonly color: boolean
  readonly unicode: boolean
}

/** Writes a text with control sequences of our own. */
export function draw(stream: TextStream, text: string): void {
  if (stream.draw === undefined) stream.write(text)
  else stream.draw(text)
}

/**
 * What the stream and the environment allow. Colour: NO_COLOR and TERM=dumb switch it off, FORCE_COLOR on; a pipe never
 * gets any otherwise. A live block needs a terminal that moves its cursor and no CI.
 */
export function terminalOf(stream: TextStream, env: Readonly<Record<string, string | undefined>>): Terminal {
  const tty = stream.isTTY === true
  const dumb = env['TERM'] === 'dumb'
  const forced = (env['FORCE_COLOR'] ?? '') !== '' && env['FORCE_COLOR'] !== '0'
  const refused = (env['NO_COLOR'] ?? '') !== ''
  return {
    live: tty && !dumb && (env['CI'] ?? '') === '',
    color: !refused && (forced || (tty && !dumb)),
    unicode: speaksUnicode(env),
  }
}

function speaksUnicode(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env['TERM'] === 'linux' || env['TERM'] === 'dumb') return false
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG']
  // Windows has no locale variables; its current terminals show UTF-8.
  if (locale === undefined || locale === '') return process.platform === 'win32' || env['TERM_PROGRAM'] !== undefined
  return /utf-?8/i.test(locale)
}

const codes = { plain: '', dim: '2', bold: '1', green: '32', yellow: '33', red: '31' } as const

export type Tone = keyof typeof codes

export function paint(text: string, tone: Tone, color: boolean): string {
  return color && tone !== 'plain' && text !== '' ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text
}
