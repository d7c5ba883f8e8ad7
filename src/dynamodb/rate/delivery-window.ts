/** Milliseconds of a slot; 512 of them reach back 12.8 s, four times the slowest answer that is planned for. */
const slotMs = 25
const slots = 512

/** What became of the calls that were sent in a span of time. */
export interface Delivery {
  /** Units a second that were accepted. */
  readonly rate: number
  /** Share of the answered units that was refused. */
  readonly refusedShare: number
  /** Answered calls. */
  readonly calls: number
  /** Length of the span, as far as there are answers. */
  readonly milliseconds: number
}

/**
 * The delivery rate after BBR (Cardwell et al., "BBR: Congestion-Based Congestion Control", ACM Queue 14(5), 2016): how
 * much of what was sent in a span was accepted, divided by the length of that span. Answers are booked where their call
 * was sent, so neither slow nor bunched answers make the rate look lower or higher than it was.
 */
export class DeliveryWindow {
  readonly #startedAt: number
  readonly #sent = new Float64Array(slots)
  readonly #accepted = new Float64Array(slots)
  readonly #refused = new Float64Array(slots)
  readonly #calls = new Float64Array(slots)
  #newest = 0
  /** The last slot with an answer. */
  #answered = -1

  constructor(now: number) {
    this.#startedAt = now
  }

  sent(units: number, now: number): void {
    const slot = this.#advance(now)
    this.#sent[slot] = (this.#sent[slot] ?? 0) + units
  }

  /** `correction`: units by which the call cost more (or less) than was booked when it was sent. */
  answered(accepted: number, refused: number, correction: number, sentAt: number): void {
    const number = this.#number(sentAt)
    if (number <= this.#newest - slots) return
    const slot = number % slots
    this.#sent[slot] = Math.max(0, (this.#sent[slot] ?? 0) + correction)
    this.#accepted[slot] = (this.#accepted[slot] ?? 0) + accepted
    this.#refused[slot] = (this.#refused[slot] ?? 0) + refused
    this.#calls[slot] = (this.#calls[slot] ?? 0) + 1
    this.#answered = Math.max(this.#answered, number)
  }

  /** Of the calls sent from `from` on, from the first of them; the slot that is still being filled is left out. */
  since(from: number, now: number): Delivery {
    this.#advance(now)
    const last = Math.min(this.#answered, this.#newest - 1)
    let first = this.#oldest(from)
    while (first <= last && this.#sent[first % slots] === 0) first++
    return this.#sum(first, last)
  }

  /** The highest rate over any `span` milliseconds since `from`: the windowed max filter; 0 where there was no span. */
  highest(from: number, span: number, now: number): number {
    this.#advance(now)
    const last = Math.min(this.#answered, this.#newest - 1)
    const length = Math.ceil(span / slotMs)
    const first = this.#oldest(from)
    let highest = 0
    for (let end = last; end - length + 1 >= first; end -= 4)
      highest = Math.max(highest, this.#sum(end - length + 1, end).rate)
    return highest
  }

  #sum(first: number, last: number): Delivery {
    let sent = 0
    let accepted = 0
    let refused = 0
    let calls = 0
    for (let number = first; number <= last; number++) {
      const slot = number % slots
      sent += this.#sent[slot] ?? 0
      accepted += this.#accepted[slot] ?? 0
      refused += this.#refused[slot] ?? 0
      calls += this.#calls[slot] ?? 0
    }
    // Of the calls without an answer yet, the same share will be taken.
    const delivered = accepted === 0 ? 0 : (sent * accepted) / (accepted + refused)
    const milliseconds = Math.max(0, last - first + 1) * slotMs
    return {
      rate: milliseconds === 0 ? 0 : (delivered / milliseconds) * 1000,
      refusedShare: accepted + refused === 0 ? 0 : refused / (accepted + refused),
      calls,
      milliseconds,
    }
  }

  #oldest(from: number): number {
    return Math.max(0, this.#newest - slots + 1, Math.ceil((from - this.#startedAt) / slotMs))
  }

  #number(at: number): number {
    return Math.max(0, Math.floor((at - this.#startedAt) / slotMs))
  }

  /** Clears the slots that have gone by; gives the index of the present one. */
  #advance(now: number): number {
    const number = this.#number(now)
    for (let next = Math.max(this.#newest + 1, number - slots + 1); next <= number; next++) {
      const slot = next % slots
      this.#sent[slot] = 0
      this.#accepted[slot] = 0
      this.#refused[slot] = 0
      this.#calls[slot] = 0
    }
    this.#newest = Math.max(this.#newest, number)
    return this.#newest % slots
  }
}
