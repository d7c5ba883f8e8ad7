import type { ValueRef } from '../../brand.ts'
import { canonicalJson } from '../canonical-json.ts'
import type { ResolvedValue } from '../resolved.ts'

/** The values of an entity, each once, whatever number of templates and attributes use it. */
export class ValueList {
  readonly #values: ResolvedValue[] = []
  readonly #places = new Map<string, ValueRef>()

  add(value: ResolvedValue): ValueRef {
    const text = canonicalJson(value)
    const known = this.#places.get(text)
    if (known !== undefined) return known
    const place = this.#values.push(value) - 1
    // The only place where a number becomes a ValueRef: it is the index of the value just stored.
    const reference = place as ValueRef
    this.#places.set(text, reference)
    return reference
  }

  get all(): readonly ResolvedValue[] {
    return this.#values
  }

  /** The value behind a reference that this list gave. */
  at(reference: ValueRef): ResolvedValue {
    const value = this.#values[reference]
    if (value === undefined) throw new RangeError(`no value ${String(reference)}`)
    return value
  }
}
