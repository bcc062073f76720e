import { HubError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  AppendRequest,
  AppendResult,
  Guard,
  ReadRequest,
  ReadResult,
  TopicHead,
  TopicLog,
} from '../ports/topic-log.ts';
import type { StoredPublication } from '../publication.ts';

interface Held {
  readonly epoch: string;
  low: number;
  head: number;
  rows: StoredPublication[];
  readonly ids: Map<string, { readonly content: string; readonly result: AppendResult }>;
}

/** What the log in memory is made with. */
export interface MemoryTopicLogOptions {
  readonly clock: Clock;
  /** A new random epoch. */
  readonly epoch?: () => string;
  /** Guards by name; each refuses by throwing a `HubError`. */
  readonly guards?: Readonly<Record<string, (guard: Guard) => void>>;
}

/** A complete topic log that forgets everything when the process ends. */
export class MemoryTopicLog implements TopicLog {
  readonly #clock: Clock;
  readonly #epoch: () => string;
  readonly #guards: Readonly<Record<string, (guard: Guard) => void>>;
  readonly #topics = new Map<string, Held>();
  readonly #listeners = new Set<(publications: readonly StoredPublication[]) => void>();

  constructor(options: MemoryTopicLogOptions) {
    this.#clock = options.clock;
    this.#epoch = options.epoch ?? (() => Math.random().toString(36).slice(2, 12).padEnd(10, '0'));
    this.#guards = options.guards ?? {};
  }

  async append(request: AppendRequest): Promise<AppendResult> {
    const { topic, clientId, publisher, guard } = request;
    const held = this.#topics.get(topic) ?? this.#create();
    const id = `${publisher}\n${clientId ?? ''}`;
    const content = `${request.event}\n${request.payload}`;
    const before = clientId === undefined ? undefined : held.ids.get(id);
    if (before !== undefined) {
      if (before.content !== content) {
        throw new HubError('message_id_reused', 'the id was used for another message');
      }
      return { ...before.result, duplicate: true };
    }
    if (guard !== undefined) this.#check(guard);
    const position = { epoch: held.epoch, offset: held.head + 1 };
    const timestamp = new Date(this.#clock.now()).toISOString();
    const row: StoredPublication = {
      topic,
      event: request.event,
      payload: request.payload,
      sender: request.sender,
      memberId: request.memberId,
      timestamp,
      position,
      internal: request.internal ?? false,
      subject: request.subject ?? null,
    };
    this.#topics.set(topic, held);
    held.rows.push(row);
    held.head = position.offset;
    const result = { position, timestamp, duplicate: false };
    if (clientId !== undefined) held.ids.set(id, { content, result });
    for (const listener of this.#listeners) listener([row]);
    return result;
  }

  async heads(topics: readonly string[]): Promise<readonly TopicHead[]> {
    return topics.map((topic) => this.#head(topic));
  }

  async read(request: ReadRequest): Promise<ReadResult> {
    const { topic, after, before, limit, readable, internal } = request;
    const fits = ({ position: { offset }, ...row }: StoredPublication): boolean =>
      (internal || !row.internal) &&
      (after === undefined || offset > after) &&
      (before === undefined || offset < before) &&
      (readable === undefined || readable.some((r) => r.from <= offset && offset <= r.to));
    const rows = (this.#topics.get(topic)?.rows ?? []).filter(fits);
    const messages = after === undefined ? rows.slice(-limit) : rows.slice(0, limit);
    return { head: this.#head(topic), messages: limit === 0 ? [] : messages };
  }

  onCommit(listener: (publications: readonly StoredPublication[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Drops rows below `offset`. */
  trim(topic: string, offset: number): void {
    const held = this.#topics.get(topic);
    if (held === undefined) return;
    held.low = Math.min(Math.max(held.low, offset), held.head + 1);
    held.rows = held.rows.filter((row) => row.position.offset >= held.low);
  }

  #create(): Held {
    return { epoch: this.#epoch(), low: 1, head: 0, rows: [], ids: new Map() };
  }

  #check(guard: Guard): void {
    const run = this.#guards[guard.unit];
    if (run === undefined) throw new HubError('forbidden', `no guard ${guard.unit}`);
    run(guard);
  }

  #head(topic: string): TopicHead {
    const held = this.#topics.get(topic);
    if (held === undefined) return { topic, epoch: '', low: 1, head: 0 };
    return { topic, epoch: held.epoch, low: held.low, head: held.head };
  }
}
