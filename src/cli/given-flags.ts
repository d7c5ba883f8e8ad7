import { shellQuote } from '../shell-quote.ts'

/**
 * The flags that the user typed, each with a blank before it, to repeat them in a printed command. What came from a
 * variable is not repeated: the variable is still set where the command is pasted.
 */
export function givenFlags(
  flags: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>,
): string {
  return Object.entries(flags)
    .map(([name, value]) => {
      const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
      if (value === undefined) return ''
      if (typeof value === 'boolean') return value ? ` --${flag}` : ` --no-${flag}`
      return ` --${flag} ${shellQuote(typeof value === 'object' ? value.join(',') : String(value))}`
    })
    .join('')
}
