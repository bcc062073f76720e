import type { SecretKey } from './secret-key.ts';

/** Attempts to connect again, and the time between them: what the client's own options say. */
export const reconnection = {
  reconnectionAttempts: 5,
  reconnectionDelay: 1_000,
  reconnectionDelayMax: 1_000,
  randomizationFactor: 0,
} as const;

/** How the connection is. `failed`: it tries no more by itself. */
export type SocialState =
  | { readonly name: 'connecting' }
  | { readonly name: 'live' }
  | { readonly name: 'lost'; readonly attempt: number }
  | { readonly name: 'failed' };

/** A Socket.IO client, as far as it is used here. */
export interface ClientSocket {
  readonly active: boolean;
  readonly io: Listening;
  connect(): unknown;
  disconnect(): unknown;
  emit(event: string, ...args: unknown[]): unknown;
  on(event: string, listener: (...args: never[]) => void): unknown;
}
interface Listening {
  on(event: 'reconnect_attempt', listener: (attempt: number) => void): unknown;
  on(event: 'reconnect_failed', listener: () => void): unknown;
}

/** What a connection tells. */
export interface SocialListeners {
  readonly state: (state: SocialState) => void;
  /** The secret key is no good, or no good any more. Told once; the socket is closed. */
  readonly refused: () => void;
  readonly followed: (follower: { readonly name: string; readonly username: string }) => void;
}

/** Milliseconds until the server is told again who this is, when it could not look. */
const AGAIN = 2_000;

/**
 * A page's connection by Socket.IO: it says who it is on every connect, since the socket's id changes.
 * Without a secret key the session cookie speaks for it.
 *
 *   connecting ─▶ live ─drop─▶ lost (1…5) ─▶ live
 *                                  └──▶ failed ─retry─▶ connecting
 */
export class SocialConnection {
  readonly #socket: ClientSocket;
  readonly #listeners: SocialListeners;
  readonly #key: () => SecretKey | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(socket: ClientSocket, listeners: SocialListeners, key: () => SecretKey | undefined) {
    this.#socket = socket;
    this.#listeners = listeners;
    this.#key = key;
    socket.on('connect', () => this.#introduce());
    socket.on('auth', (good: unknown) => this.#judged(good === true));
    socket.on('Followed', ({ follower }: { follower: { name: string; username: string } }) => {
      if (!this.#closed) listeners.followed(follower);
    });
    socket.on('parley:error', ({ event, retry }: { event?: unknown; retry?: unknown }) => {
      // The server could not look: that signs nobody out.
      if (event !== 'initialConnection' || retry !== true || this.#closed) return;
      this.#again = setTimeout(() => this.#introduce(), AGAIN);
    });
    socket.on('disconnect', () => {
      clearTimeout(this.#again);
      this.#tell(socket.active ? { name: 'lost', attempt: 0 } : { name: 'failed' });
    });
    socket.on('connect_error', () => {
      if (!socket.active) this.#tell({ name: 'failed' });
    });
    socket.io.on('reconnect_attempt', (attempt: number) => this.#tell({ name: 'lost', attempt }));
    socket.io.on('reconnect_failed', () => this.#tell({ name: 'failed' }));
  }

  /** Connects, or tries again after `failed`. */
  connect(): void {
    this.#tell({ name: 'connecting' });
    this.#socket.connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#socket.disconnect();
  }

  #introduce(): void {
    const key = this.#key();
    if (key === undefined) this.#tell({ name: 'live' });
    else this.#socket.emit('initialConnection', key);
  }

  #judged(good: boolean): void {
    if (this.#closed) return;
    if (good) {
      this.#tell({ name: 'live' });
      return;
    }
    this.close();
    this.#listeners.refused();
  }

  #tell(state: SocialState): void {
    if (!this.#closed) this.#listeners.state(state);
  }
}
