/** Allows `rate` per second on average and `burst` at once. Times in milliseconds. */
export class TokenBucket {
  readonly #rate: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = now;
  }

  /** Takes one. Answers 0, or the milliseconds after which one will be there. */
  take(now: number): number {
    // A clock that is set back owes nothing.
    const passed = Math.max(0, now - this.#at);
    const grown = this.#tokens + (passed * this.#rate) / 1000;
    this.#tokens = Math.min(this.#burst, grown);
    this.#at = now;
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) * 1000) / this.#rate);
    this.#tokens -= 1;
    return 0;
  }
}
