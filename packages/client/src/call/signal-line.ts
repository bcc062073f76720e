import type { Client } from '../client-api.ts';
import type { Clock } from '../clock.ts';
import { ParleyError } from '../error.ts';
import { callError } from './errors.ts';
import type { CallLimits } from './limits.ts';
import type { Signal } from './signal.ts';

/** What the line needs from around it. */
export interface SignalLineOptions {
  readonly client: Pick<Client, 'transmit'>;
  readonly topic: string;
  readonly clock: Clock;
  readonly limits: CallLimits;
  /** A signal did not get through, and will not be tried again. */
  readonly undelivered: (signal: Signal, error: ParleyError) => void;
}

/**
 * Signals on their way out, in order. When the server asks to slow down they wait, up to a limit;
 * those that meet a line that is down are dropped: what they were for is done anew when it is back.
 */
export class SignalLine {
  readonly #options: SignalLineOptions;
  #waiting: Signal[] = [];
  #cancel: (() => void) | undefined;

  constructor(options: SignalLineOptions) {
    this.#options = options;
  }

  send(signal: Signal): void {
    const { limits, undelivered } = this.#options;
    if (this.#cancel === undefined) {
      void this.announce(signal).catch((error: unknown) => this.#failed(signal, error));
    } else if (this.#waiting.length < limits.waitingSignals) {
      this.#waiting.push(signal);
    } else {
      undelivered(signal, callError('signals_overflow'));
    }
  }

  /** Sends, and rejects when it was refused. */
  async announce({ action, target, payload }: Signal): Promise<void> {
    const { client, topic } = this.#options;
    await client.transmit(false, action, topic, {
      ...payload,
      ...(target !== undefined && { target }),
    });
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = [];
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #failed(signal: Signal, thrown: unknown): void {
    const error = thrown instanceof ParleyError ? thrown : new ParleyError('internal');
    const { clock, limits, undelivered } = this.#options;
    if (error.code !== 'rate_limited' || this.#waiting.length >= limits.waitingSignals) {
      undelivered(signal, error);
      return;
    }
    this.#waiting.push(signal);
    this.#cancel ??= clock.after(Math.max(100, error.retryAfter ?? 0), () => {
      this.#cancel = undefined;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const each of waiting) this.send(each);
    });
  }
}
