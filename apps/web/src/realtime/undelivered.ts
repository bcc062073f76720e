import type { Client, ParleyError } from '@parley/client';

/** A message that the server will not take: the person decides what becomes of it. */
export interface Failed {
  readonly id: string;
  readonly topic: string;
  readonly payload: unknown;
  /** When it was written, ISO 8601. */
  readonly timestamp: string;
  readonly error: ParleyError;
}

/** Most failed messages kept; the oldest go first. */
const MOST = 200;

/** Keeps what could not be sent, for all topics, until it is sent again or thrown away. */
export class Undelivered {
  #all: readonly Failed[] = [];
  readonly #listeners = new Set<() => void>();

  /** Listens to a client; the answer stops it. */
  watch(client: Pick<Client, 'on'>): () => void {
    return client.on('undelivered', ({ message, error }) => {
      const { id, topic, payload, timestamp } = message;
      if (error.code !== 'cancelled') this.add({ id, topic, payload, timestamp }, error);
    });
  }

  add(message: Omit<Failed, 'error'>, error: ParleyError): void {
    const { id, topic, payload, timestamp } = message;
    const others = this.#all.filter((failed) => failed.id !== id);
    this.#set([...others, { id, topic, payload, timestamp, error }].slice(-MOST));
  }

  remove(id: string): void {
    this.#set(this.#all.filter((failed) => failed.id !== id));
  }

  /** The same array until something changes. */
  get all(): readonly Failed[] {
    return this.#all;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #set(all: readonly Failed[]): void {
    this.#all = all;
    for (const listener of this.#listeners) listener();
  }
}
