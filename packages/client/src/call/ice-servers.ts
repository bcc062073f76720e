import type { Clock } from '../clock.ts';
import { ParleyError } from '../error.ts';
import { httpOrigin } from '../socket.ts';
import { callError } from './errors.ts';
import type { CallLimits } from './limits.ts';

/** Relays and their credentials, good until a time. */
export interface IceServers {
  readonly iceServers: readonly RTCIceServer[];
  /** ISO 8601, or milliseconds since 1970; absent: they do not end. */
  readonly expiresAt?: string | number | null;
}

/** Where relays come from: asked when a call is joined, and again before the answer ends. */
export type IceServersSource = (topic: string) => Promise<IceServers>;

/**
 * A source that asks `POST /api/ice-servers` of a Parley server: credentials for this member and this
 * call, good for a time.
 *
 * @param url the server, as {@link ClientOptions.url}; absent in a browser: this origin
 * @param init added to the request
 */
export function fetchIceServers(url?: string, init: RequestInit = {}): IceServersSource {
  return async (topic) => {
    const origin = httpOrigin(url);
    const credentials = globalThis.location?.origin === origin ? 'same-origin' : 'include';
    const { headers, ...rest } = init;
    const response = await fetch(`${origin}/api/ice-servers`, {
      method: 'POST',
      credentials,
      headers: { 'content-type': 'application/json', ...(headers as Record<string, string>) },
      body: JSON.stringify({ topic }),
      ...rest,
    });
    if (response.status === 401) throw new ParleyError('unauthorized');
    if (response.status === 403) throw new ParleyError('forbidden');
    if (!response.ok) throw callError('ice_servers_failed', `status ${response.status}`);
    return (await response.json()) as IceServers;
  };
}

/** What credentials need from around them. */
export interface IceCredentialsOptions {
  readonly topic: string;
  readonly source: IceServersSource;
  readonly clock: Clock;
  readonly limits: CallLimits;
  /** New ones are at hand: connections must take them over. */
  readonly renewed: () => void;
  /** They could not be had, for now. */
  readonly failed: (error: ParleyError) => void;
}

/** The relays of a call, renewed before their credentials end. */
export class IceCredentials {
  readonly #options: IceCredentialsOptions;
  #servers: readonly RTCIceServer[] = [];
  #endsAt = Number.POSITIVE_INFINITY;
  #cancel: () => void = () => {};
  #stopped = false;
  #asking: Promise<void> | undefined;

  constructor(options: IceCredentialsOptions) {
    this.#options = options;
  }

  /** Those at hand. */
  get servers(): RTCIceServer[] {
    return [...this.#servers];
  }

  /** Whether they are good still. After a laptop slept they may not be: then new ones are asked for. */
  good(): boolean {
    const isOver = this.#options.clock.now() >= this.#endsAt;
    if (isOver) void this.#ask(false);
    return !isOver;
  }

  /**
   * Asks for the first ones. Without them a call goes on, over direct ways; rejects only with
   * `forbidden` and `unauthorized`: then there is no call for this member.
   */
  start(): Promise<void> {
    return this.#ask(true);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #ask(first: boolean): Promise<void> {
    this.#asking ??= this.#fetch(first).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #fetch(first: boolean): Promise<void> {
    const { source, topic, clock, limits, renewed, failed } = this.#options;
    this.#cancel();
    try {
      const { iceServers, expiresAt } = await source(topic);
      if (this.#stopped) return;
      this.#servers = iceServers;
      this.#endsAt = endOf(expiresAt);
      if (Number.isFinite(this.#endsAt)) {
        const wait = this.#endsAt - clock.now() - limits.renewBefore;
        this.#again(Math.max(limits.renewRetry, wait));
      }
      if (!first) renewed();
    } catch (thrown) {
      if (this.#stopped) return;
      const error = thrown instanceof ParleyError ? thrown : callError('ice_servers_failed');
      const isFinal = error.code === 'forbidden' || error.code === 'unauthorized';
      if (first && isFinal) throw error;
      failed(error);
      if (!isFinal) this.#again(limits.renewRetry);
    }
  }

  #again(wait: number): void {
    this.#cancel = this.#options.clock.after(wait, () => void this.#ask(false));
  }
}

function endOf(expiresAt: IceServers['expiresAt']): number {
  if (expiresAt === undefined || expiresAt === null) return Number.POSITIVE_INFINITY;
  const at = typeof expiresAt === 'number' ? expiresAt : Date.parse(expiresAt);
  return Number.isFinite(at) ? at : Number.POSITIVE_INFINITY;
}
