import type { Json } from '@parley/protocol';
import { requestDelay } from './backoff.ts';
import type { Answer } from './connection.ts';
import { ParleyError } from './error.ts';
import type { Receipt } from './message.ts';
import { Shelf, type Kept } from './outbox-shelf.ts';
import { viewOf, type Entry, type OutboxOptions, type PendingMessage } from './outbox-entry.ts';

/** Messages older than this are not sent any more: the server forgets ids after seven days, ms. */
export const OLDEST: number = 6 * 24 * 60 * 60 * 1000;

const NONE: readonly PendingMessage[] = [];

/**
 * Stored messages on their way: one at a time per topic, in order, repeated with the same id until
 * the server says that they are stored or that they never will be.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #queues = new Map<string, Entry[]>();
  readonly #views = new Map<string, readonly PendingMessage[]>();
  readonly #tab: string;
  #shelf: Shelf | undefined;
  /** Whose the messages are: as the server said, or until then as the application did. */
  #scid: string | undefined;
  /** The server said who this is. */
  #welcome = false;
  #adopting = false;
  #count = 0;
  #bytes = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#tab = options.id();
    this.#scid = options.member;
  }

  /** Takes a message in. Rejects with `outbox_full`, or whatever the server finally says. */
  add(
    topic: string,
    action: string,
    payload: Json,
    messageId: string = this.#options.id(),
  ): Promise<Receipt> {
    const size = JSON.stringify(payload).length;
    const { messages, bytes, clock } = this.#options;
    if (this.#count >= messages || this.#bytes + size > bytes) {
      return Promise.reject(new ParleyError('outbox_full'));
    }
    return new Promise((resolve, reject) => {
      const kept: Kept = { id: messageId, topic, action, payload, at: clock.now() };
      const key = this.#open()?.put(kept);
      const settle = (result: Receipt | ParleyError): void => {
        if (result instanceof ParleyError) reject(result);
        else resolve(result);
      };
      this.#insert({ kept, key, size, settle }, this.#queues.get(topic)?.length ?? 0);
    });
  }

  #insert(
    { kept, key, size, settle }: Pick<Entry, 'key' | 'size' | 'settle'> & { kept: Kept },
    place: number,
  ): void {
    const { topic } = kept;
    const entry: Entry = {
      ...kept,
      key,
      size,
      settle,
      state: 'waiting',
      tries: 0,
      error: undefined,
      stopWait: undefined,
    };
    const queue = this.#queues.get(topic) ?? [];
    queue.splice(place, 0, entry);
    this.#queues.set(topic, queue);
    this.#count += 1;
    this.#bytes += size;
    if (queue.length === 1) this.#options.hold(topic, true);
    this.#changed(topic);
    this.pump(topic);
  }

  /** Sends the first message of a topic, if it is its time. */
  pump(topic: string): void {
    // What an earlier page left goes first.
    if (this.#adopting) return;
    const entry = this.#queues.get(topic)?.[0];
    if (entry === undefined || entry.state !== 'waiting' || entry.stopWait !== undefined) return;
    const requester = this.#options.requester(topic);
    if (requester === undefined) return;
    entry.state = 'sending';
    this.#changed(topic);
    const { action, payload, id: messageId } = entry;
    const frame = { op: 'transmit', topic, action, store: true, payload, messageId } as const;
    requester.request(frame, (answer) => this.#answered(entry, answer));
  }

  #answered(entry: Entry, answer: Answer | ParleyError): void {
    if (!(answer instanceof Error)) {
      if (answer.op !== 'ok') return;
      const { timestamp = '', epoch, offset, duplicate } = answer;
      const position =
        epoch === undefined || offset === undefined ? {} : { position: { epoch, offset } };
      return this.#done(entry, {
        timestamp,
        ...position,
        ...(duplicate === true && { duplicate }),
      });
    }
    if (entry.state === 'cancelled' || (!answer.retry && answer.code !== 'not_connected')) {
      return this.#done(entry, answer);
    }
    entry.state = 'waiting';
    if (answer.code !== 'not_connected') {
      const { clock, random } = this.#options;
      entry.error = answer;
      const wait = requestDelay(entry.tries++, random(), answer.retryAfter);
      entry.stopWait = clock.after(wait, () => this.#hurry(entry));
    }
    this.#changed(entry.topic);
  }

  #hurry(entry: Entry): void {
    entry.stopWait?.();
    entry.stopWait = undefined;
    this.pump(entry.topic);
  }

  #done(entry: Entry, result: Receipt | ParleyError): void {
    const { topic } = entry;
    const queue = this.#queues.get(topic);
    const at = queue?.indexOf(entry) ?? -1;
    if (queue === undefined || at < 0) return;
    queue.splice(at, 1);
    entry.stopWait?.();
    this.#count -= 1;
    this.#bytes -= entry.size;
    this.#unshelve(entry);
    if (queue.length === 0) this.#queues.delete(topic);
    const told = entry.state === 'cancelled';
    if (result instanceof ParleyError && !told) {
      this.#options.undelivered(this.#view(entry), result);
    }
    if (!told) entry.settle?.(result);
    this.#changed(topic);
    if (queue.length === 0) this.#options.hold(topic, false);
    else this.pump(topic);
  }

  #unshelve(entry: Entry): void {
    if (entry.key !== undefined) this.#shelf?.remove(entry.key);
    entry.key = undefined;
  }

  #cancel(entry: Entry): void {
    if (entry.state === 'cancelled') return;
    const error = new ParleyError('cancelled');
    if (entry.state !== 'sending') return this.#done(entry, error);
    // Its answer is awaited all the same: the next one must not overtake it.
    entry.state = 'cancelled';
    this.#unshelve(entry);
    this.#options.undelivered(this.#view(entry), error);
    entry.settle?.(error);
    this.#changed(entry.topic);
  }

  /** A topic will not be joined: its messages are returned. */
  refuse(topic: string, error: ParleyError): void {
    for (const entry of Array.from(this.#queues.get(topic) ?? [])) this.#done(entry, error);
  }

  /** Who is signed in. Messages of another member are not sent in this one's name. */
  signIn(scid: string): void {
    if (this.#scid !== undefined && this.#scid !== scid) {
      const error = new ParleyError('member_changed');
      for (const topic of Array.from(this.#queues.keys())) this.refuse(topic, error);
      this.#shelf?.close();
      this.#shelf = undefined;
    }
    const back = this.#welcome && this.#shelf !== undefined;
    this.#welcome = true;
    this.#scid = scid;
    const shelf = this.#open();
    if (shelf === undefined) return;
    shelf.open();
    if (back) {
      void this.adopt();
      return;
    }
    for (const queue of this.#queues.values()) {
      for (const entry of queue) entry.key ??= shelf.put(entry);
    }
    this.#adopting = true;
    void this.adopt().finally(() => {
      if (shelf !== this.#shelf) return;
      this.#adopting = false;
      for (const topic of this.#queues.keys()) this.pump(topic);
    });
  }

  /** Where messages are kept, once it is known whose they are. */
  #open(): Shelf | undefined {
    const { storage, leases, origin } = this.#options;
    const scid = this.#scid;
    if (storage === undefined || scid === undefined) return undefined;
    this.#shelf ??= new Shelf({ storage, leases }, { origin, scid, tab: this.#tab });
    return this.#shelf;
  }

  /** Takes over what dead tabs of this member left. */
  async adopt(): Promise<void> {
    const shelf = this.#shelf;
    if (shelf === undefined || !this.#welcome) return;
    const orphans = await shelf.orphans();
    if (shelf !== this.#shelf) return;
    const known = new Set([...this.#queues.values()].flat().map((entry) => entry.id));
    const { messages, bytes, clock } = this.#options;
    // In their order: the first of a topic may be on its way before the second is found.
    const places = new Map<string, number>();
    for (const { key, kept } of orphans) {
      if (known.has(kept.id)) continue;
      if (clock.now() - kept.at > OLDEST) {
        shelf.remove(key);
        continue;
      }
      const size = JSON.stringify(kept.payload ?? null).length;
      // Too full for it now: it stays where it lies, and so does what comes after it.
      if (this.#count >= messages || this.#bytes + size > bytes) break;
      // What another tab left is older than what this one has not begun to send.
      const begun = (this.#queues.get(kept.topic)?.[0]?.state ?? 'waiting') !== 'waiting';
      const place = places.get(kept.topic) ?? Number(begun);
      places.set(kept.topic, place + 1);
      this.#insert({ kept, key, size, settle: undefined }, place);
    }
  }

  /** Lets other tabs send what is kept here, as long as this one does not. */
  close(): void {
    this.#shelf?.close();
  }

  #changed(topic: string): void {
    this.#views.delete(topic);
    this.#options.changed(topic);
  }

  /** Messages on their way, in order; the same array until they change. */
  pending(topic: string): readonly PendingMessage[] {
    const queue = this.#queues.get(topic);
    if (queue === undefined) return NONE;
    let views = this.#views.get(topic);
    if (views === undefined) {
      views = queue.filter((entry) => entry.state !== 'cancelled').map((e) => this.#view(e));
      this.#views.set(topic, views);
    }
    return views;
  }

  #view(entry: Entry): PendingMessage {
    return viewOf(entry, { retry: () => this.#hurry(entry), cancel: () => this.#cancel(entry) });
  }
}
