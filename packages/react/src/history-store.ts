import type { Client, Message, ParleyError, Position } from '@parley/client';
import { ParleyError as OwnError } from '@parley/client';

/** Most messages kept in memory; the oldest go first and can be fetched again. */
export const KEPT_MESSAGES = 5_000;

/** The stored messages of a topic, as far as they have been fetched. */
export interface HistorySnapshot<T> {
  /** Ascending, none twice, no hole. */
  readonly messages: readonly Message<T>[];
  /** There is more before the first one. */
  readonly hasOlder: boolean;
  /** The newest page, or an older one, is on its way. */
  readonly loading: boolean;
  readonly error: ParleyError | undefined;
}

/** Gathers a topic's stored messages: the newest page, what comes live, and older pages on demand. */
export class HistoryStore<T> {
  readonly #client: Client;
  readonly #topic: string | undefined;
  readonly #limit: number;
  readonly #listeners = new Set<() => void>();
  #messages: Message<T>[] = [];
  #snapshot: HistorySnapshot<T>;
  #scheduled = false;
  #fetching: Promise<void> | undefined;

  constructor(client: Client, topic: string | undefined, limit: number) {
    this.#client = client;
    this.#topic = topic;
    this.#limit = limit;
    const loading = topic !== undefined;
    this.#snapshot = { messages: [], hasOlder: false, loading, error: undefined };
  }

  readonly read = (): HistorySnapshot<T> => this.#snapshot;

  readonly listen = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    const leave = this.#join();
    return () => {
      this.#listeners.delete(changed);
      leave();
    };
  };

  #join(): () => void {
    if (this.#topic === undefined) return () => {};
    const subscription = this.#client.subscribe<T>(
      this.#topic,
      {
        message: (message) => this.#add(message),
        ready: ({ fresh, older }) => {
          this.#set(fresh ? { loading: false, hasOlder: older } : { loading: false });
        },
        // What lies before a hole can be fetched again as older pages, and has no hole then.
        gap: () => {
          this.#messages = [];
          this.#set({ hasOlder: true });
        },
        error: (error) => this.#set({ error, loading: false }),
        status: (status) => status === 'joined' && this.#set({ error: undefined }),
      },
      { history: this.#limit, ...(this.#newest() && { since: this.#newest() as Position }) },
    );
    return () => subscription.leave();
  }

  #newest(): Position | undefined {
    return this.#messages.at(-1)?.position;
  }

  #add(message: Message<T>): void {
    const { position } = message;
    if (position === undefined) return;
    const last = this.#newest();
    if (last?.epoch === position.epoch && position.offset <= last.offset) return;
    // Another epoch is another life of the topic.
    if (last !== undefined && last.epoch !== position.epoch) this.#messages = [];
    this.#messages.push(message);
    if (this.#messages.length > KEPT_MESSAGES) {
      this.#messages.splice(0, this.#messages.length - KEPT_MESSAGES);
      this.#set({ hasOlder: true });
    }
    this.#changed();
  }

  /** Fetches the page before the first message. Rejects with what the server said. */
  readonly older = (): Promise<void> => {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  };

  async #fetch(): Promise<void> {
    const topic = this.#topic;
    const before = this.#messages[0]?.position;
    if (topic === undefined || before === undefined || !this.#snapshot.hasOlder) return;
    this.#set({ loading: true, error: undefined });
    try {
      const page = await this.#client.history<T>(topic, { before, limit: this.#limit });
      const first = this.#messages[0]?.position;
      // The list began anew meanwhile: this page does not join on to it.
      if (first?.epoch !== before.epoch || first.offset !== before.offset) return;
      this.#messages = [...page.messages, ...this.#messages];
      this.#set({ hasOlder: page.older });
    } catch (thrown) {
      const error = thrown instanceof OwnError ? thrown : new OwnError('internal');
      this.#set({ error });
      throw error;
    } finally {
      this.#set({ loading: false });
    }
  }

  #set(part: Partial<HistorySnapshot<T>>): void {
    this.#snapshot = { ...this.#snapshot, ...part };
    this.#changed();
  }

  /** A page is many messages: they are told together. */
  #changed(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#snapshot = { ...this.#snapshot, messages: this.#messages.slice() };
      for (const listener of Array.from(this.#listeners)) listener();
    });
  }
}
