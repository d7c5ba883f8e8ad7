/**
 * Resources that are given back together, the last one first: what `AsyncDisposableStack` is from Node 24 on. Node 22,
 * which pgfold supports, does not have it (the compiler writes `await using` for it, but adds no classes).
 */
export class ResourceStack implements AsyncDisposable {
  readonly #releases: (() => PromiseLike<void>)[]

  constructor(releases: readonly (() => PromiseLike<void>)[] = []) {
    this.#releases = [...releases]
  }

  /** Keeps a resource until the stack is disposed; gives it back to the caller for use. */
  use<Resource extends AsyncDisposable>(resource: Resource): Resource {
    this.defer(() => resource[Symbol.asyncDispose]())
    return resource
  }

  defer(release: () => PromiseLike<void>): void {
    this.#releases.push(release)
  }

  /** Hands everything to a new stack: disposing this one does nothing any more. */
  move(): ResourceStack {
    return new ResourceStack(this.#releases.splice(0))
  }

  /** @throws what a resource throws, after all have been tried; an AggregateError when there are several */
  async [Symbol.asyncDispose](): Promise<void> {
    const errors: unknown[] = []
    for (const release of this.#releases.splice(0).toReversed()) {
      try {
        await release()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length === 1) throw errors[0]
    if (errors.length > 1) throw new AggregateError(errors, 'several resources could not be given back')
  }
}
