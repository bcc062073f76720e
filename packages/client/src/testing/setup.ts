import type { Client, ClientOptions } from '../client-api.ts';
import { createClient } from '../client.ts';
import type { Message } from '../message.ts';
import type { OutboxStorage } from '../outbox-storage.ts';
import { FakeClock } from './fake-clock.ts';
import { ModelServer, type ModelServerOptions } from './model-server.ts';

/** A storage in memory, as `localStorage` is one. */
export function memoryStorage(): OutboxStorage & { readonly map: Map<string, string> } {
  const map = new Map<string, string>();
  return {
    map,
    keys: () => [...map.keys()],
    get: (key) => map.get(key) ?? null,
    set: (key, value) => void map.set(key, value),
    remove: (key) => void map.delete(key),
  };
}

export interface World {
  readonly clock: FakeClock;
  readonly server: ModelServer;
  /** A client of a member, not yet connected. */
  readonly client: (member?: number, options?: Partial<ClientOptions>) => Client;
  /** Lets everything come to rest without time passing. */
  readonly settle: () => Promise<void>;
}

let ids = 0;

/** A model server, a clock that stands, and clients of both. */
export function world(options: Omit<ModelServerOptions, 'clock'> = {}): World {
  const clock = new FakeClock();
  const server = new ModelServer({ clock, ...options });
  return {
    clock,
    server,
    client: (member = 1, more = {}) =>
      createClient({
        url: 'http://server.test',
        ticket: server.ticket(member),
        webSocket: server.webSocket,
        storage: null,
        clock,
        random: () => 0.5,
        id: () => `id-${++ids}`,
        ...more,
      }),
    settle: () => clock.settle(),
  };
}

/** What a listener got, as texts: the payloads. */
export function payloads(messages: readonly Message[]): string[] {
  return messages.map((m) =>
    typeof m.payload === 'string' ? m.payload : JSON.stringify(m.payload),
  );
}
