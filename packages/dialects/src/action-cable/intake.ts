import { HubError, type Session } from '@parley/hub';

/** What an intake hands on to, and asks. */
export interface IntakeOptions<T> {
  readonly session: Session;
  /** What must be done in its order; `undefined`: nothing waits for it. */
  readonly keyOf: (command: T) => string | undefined;
  /** @param since When the command came, milliseconds since 1970. */
  readonly serve: (command: T, since: number) => Promise<void>;
  /** One did not fit any more. */
  readonly overflow: () => void;
  readonly report: (error: unknown) => void;
}

interface Waiting<T> {
  readonly command: T;
  readonly size: number;
  readonly since: number;
}

/**
 * A connection's commands on their way in: at the rate and as many at once as the limits allow, those
 * with one key one after the other. Who sends faster waits, since the language has no way to say no.
 */
export class Intake<T> {
  readonly #options: IntakeOptions<T>;
  /** Commands under way, by key: the next with that key waits for them. */
  #chains: Map<string, Promise<void>> | undefined;
  readonly #waiting: Waiting<T>[] = [];
  /** End the pauses under way. */
  #ends: readonly (() => void)[] = [];
  #waitingSize = 0;
  #underWay = 0;
  #state: 'shut' | 'open' | 'closed' = 'shut';
  #cancelTurn: (() => void) | undefined;

  constructor(options: IntakeOptions<T>) {
    this.#options = options;
  }

  /** What came so far, and whatever comes, is served from here on. */
  open(): void {
    if (this.#state === 'shut') this.#state = 'open';
    this.#turn();
  }

  close(): void {
    this.#state = 'closed';
    this.#cancelTurn?.();
    this.#waiting.length = 0;
    for (const end of this.#ends) end();
  }

  /** Takes a command of so many characters in. */
  add(command: T, size: number): void {
    const { session, overflow } = this.#options;
    const { limits, clock } = session.hub;
    if (this.#waitingSize + size > limits.queueBytes) {
      overflow();
      return;
    }
    this.#waitingSize += size;
    this.#waiting.push({ command, size, since: clock.now() });
    this.#turn();
  }

  /** Runs a task in the order of a key, beside the limits. */
  run(key: string, task: () => Promise<void>): void {
    const chains = (this.#chains ??= new Map());
    const before = chains.get(key);
    const done = (before === undefined ? task() : before.then(task))
      .catch((error: unknown) => this.#options.report(error))
      .finally(() => {
        if (chains.get(key) === done) chains.delete(key);
        // Ten thousand quiet connections need no empty maps.
        if (chains.size === 0 && this.#chains === chains) this.#chains = undefined;
      });
    chains.set(key, done);
  }

  /** Waits. Answers whether to go on: not once the connection is gone. */
  async pause(ms: number): Promise<boolean> {
    if (this.#state === 'closed') return false;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        cancel();
        this.#ends = this.#ends.filter((one) => one !== end);
        resolve();
      };
      const cancel = this.#options.session.hub.clock.after(ms, end);
      this.#ends = [...this.#ends, end];
    });
    return this.#isOpen();
  }

  #isOpen(): boolean {
    return this.#state === 'open' && this.#options.session.open;
  }

  #turn(): void {
    const { session } = this.#options;
    while (this.#isOpen() && this.#cancelTurn === undefined) {
      if (this.#underWay >= session.hub.limits.openRequests) return;
      const next = this.#waiting[0];
      if (next === undefined) return;
      const wait = this.#wait();
      if (wait > 0) {
        this.#cancelTurn = session.hub.clock.after(wait, () => {
          this.#cancelTurn = undefined;
          this.#turn();
        });
        return;
      }
      this.#waiting.shift();
      this.#waitingSize -= next.size;
      this.#begin(next);
    }
  }

  /** Milliseconds until the rate allows one more. */
  #wait(): number {
    try {
      this.#options.session.count();
      return 0;
    } catch (error) {
      if (error instanceof HubError) return error.retryAfter ?? 1000;
      throw error;
    }
  }

  #begin({ command, since }: Waiting<T>): void {
    const key = this.#options.keyOf(command);
    this.#underWay += 1;
    const task = (): Promise<void> =>
      this.#options.serve(command, since).finally(() => {
        this.#underWay -= 1;
        this.#turn();
      });
    if (key === undefined) void task().catch((error: unknown) => this.#options.report(error));
    else this.run(key, task);
  }
}
