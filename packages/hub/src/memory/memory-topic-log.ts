import { HubError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  AppendRequest,
  AppendResult,
  Guard,
  OffsetRange,
  ReadRequest,
  ReadResult,
  TopicHead,
  TopicLog,
} from '../ports/topic-log.ts';
import type { StoredPublication } from '../publication.ts';

/** How a memory log is made. */
export interface MemoryTopicLogOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** A new random epoch: 10 characters. */
  readonly epoch?: () => string;
  /** Guards by name; each refuses by throwing a `HubError`. One that is not here refuses. */
  readonly guards?: Readonly<Record<string, (guard: Guard) => void | Promise<void>>>;
  /** Messages held per topic; older ones are trimmed. Default 10,000. */
  readonly messagesPerTopic?: number;
  /** Client ids remembered over all topics; the oldest go first. Default 100,000. */
  readonly clientIds?: number;
}

interface Topic {
  readonly epoch: string;
  low: number;
  head: number;
  /** Offsets `low` to `head`. */
  messages: StoredPublication[];
}

interface EarlierUse {
  readonly topic: string;
  /** Blank once the message was redacted: a repeat is then taken at its word. */
  content: string;
  readonly result: AppendResult;
}

/** The topic log in memory, complete but for durability: for tests, and for what need not last. */
export class MemoryTopicLog implements TopicLog {
  readonly #options: MemoryTopicLogOptions;
  readonly #topics = new Map<string, Topic>();
  readonly #ids = new Map<string, EarlierUse>();
  readonly #listeners = new Set<(publications: readonly StoredPublication[]) => void>();
  /** Per topic the append before, so that a guard is asked in the order of the appends. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(options: MemoryTopicLogOptions) {
    this.#options = options;
  }

  append(request: AppendRequest): Promise<AppendResult> {
    const { topic, guard } = request;
    const before = this.#turns.get(topic);
    if (before === undefined && guard === undefined) return this.#now(() => this.#write(request));
    const result = (before ?? Promise.resolve()).then(async () => {
      await this.#ask(request);
      return this.#write(request);
    });
    const turn = result
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(topic) === turn) this.#turns.delete(topic);
      });
    this.#turns.set(topic, turn);
    return result;
  }

  async heads(topics: readonly string[]): Promise<readonly TopicHead[]> {
    return topics.map((topic) => this.#head(topic));
  }

  async read(request: ReadRequest): Promise<ReadResult> {
    const head = this.#head(request.topic);
    const held = this.#topics.get(request.topic)?.messages ?? [];
    const low = (request.after ?? 0) + 1;
    const high = (request.before ?? Number.MAX_SAFE_INTEGER) - 1;
    const wanted = held.filter(
      ({ position: { offset }, internal }) =>
        offset >= low &&
        offset <= high &&
        (request.internal || !internal) &&
        isReadable(offset, request.readable),
    );
    const limit = Math.max(0, request.limit);
    const first = request.after === undefined ? Math.max(0, wanted.length - limit) : 0;
    return { head, messages: wanted.slice(first, first + limit) };
  }

  onCommit(listener: (publications: readonly StoredPublication[]) => void): () => void {
    const own = (publications: readonly StoredPublication[]): void => listener(publications);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Drops what lies below an offset. */
  async trim(topic: string, offset: number): Promise<void> {
    const held = this.#topics.get(topic);
    if (held === undefined) return;
    const low = Math.min(Math.max(held.low, offset), held.head + 1);
    held.messages = held.messages.slice(low - held.low);
    held.low = low;
  }

  /** Replaces the payload of everything that tells of a subject, and announces it. */
  async redact(topics: readonly string[], subject: string, payload: unknown): Promise<void> {
    for (const name of topics) {
      const held = this.#topics.get(name);
      if (held === undefined) continue;
      const text = JSON.stringify(payload) ?? 'null';
      const old = new Set<number>();
      held.messages = held.messages.map((message) => {
        if (message.subject !== subject) return message;
        old.add(message.position.offset);
        return { ...message, payload: text };
      });
      this.#forgetContent(name, old);
      await this.append({
        topic: name,
        event: 'parley.redacted',
        payload: JSON.stringify({ subject }),
        sender: 'app',
        connectionId: null,
        memberId: null,
        publisher: 'app',
        internal: true,
      });
    }
  }

  async #ask(request: AppendRequest): Promise<void> {
    const { guard } = request;
    if (guard === undefined) return;
    const check = this.#options.guards?.[guard.unit];
    if (check === undefined) throw new HubError('forbidden', `No guard is named ${guard.unit}.`);
    await check(guard);
  }

  /** Done before this returns, as a promise. */
  async #now<T>(work: () => T): Promise<T> {
    return work();
  }

  #write(request: AppendRequest): AppendResult {
    const id =
      request.clientId === undefined
        ? undefined
        : JSON.stringify([request.topic, request.publisher, request.clientId]);
    const content = JSON.stringify([
      request.event,
      request.subject ?? '',
      request.internal === true,
      request.payload,
    ]);
    const earlier = id === undefined ? undefined : this.#ids.get(id);
    if (earlier !== undefined) {
      if (earlier.content === '' || earlier.content === content) {
        return { ...earlier.result, duplicate: true };
      }
      throw new HubError('message_id_reused', 'This message id was used for another message.');
    }
    const result = this.#add(request);
    if (id !== undefined) this.#remember(id, { topic: request.topic, content, result });
    return result;
  }

  #add(request: AppendRequest): AppendResult {
    const { topic } = request;
    const held = this.#topics.get(topic) ?? this.#make(topic);
    held.head += 1;
    const timestamp = new Date(this.#options.clock.now()).toISOString();
    const position = { epoch: held.epoch, offset: held.head };
    const stored: StoredPublication = {
      topic,
      event: request.event,
      payload: request.payload,
      sender: request.sender,
      memberId: request.memberId,
      timestamp,
      position,
      internal: request.internal === true,
      subject: request.subject ?? null,
    };
    held.messages.push(stored);
    if (held.messages.length > (this.#options.messagesPerTopic ?? 10_000)) {
      held.messages.shift();
      held.low += 1;
    }
    for (const listener of this.#listeners) listener([stored]);
    return { position, timestamp, duplicate: false };
  }

  #make(topic: string): Topic {
    const made: Topic = {
      epoch: (this.#options.epoch ?? randomEpoch)(),
      low: 1,
      head: 0,
      messages: [],
    };
    this.#topics.set(topic, made);
    return made;
  }

  #remember(id: string, use: EarlierUse): void {
    this.#ids.set(id, use);
    if (this.#ids.size <= (this.#options.clientIds ?? 100_000)) return;
    const oldest = this.#ids.keys().next();
    if (oldest.done !== true) this.#ids.delete(oldest.value);
  }

  #forgetContent(topic: string, offsets: ReadonlySet<number>): void {
    for (const use of this.#ids.values()) {
      if (use.topic === topic && offsets.has(use.result.position.offset)) use.content = '';
    }
  }

  #head(topic: string): TopicHead {
    const held = this.#topics.get(topic);
    if (held === undefined) return { topic, epoch: '', low: 1, head: 0 };
    return { topic, epoch: held.epoch, low: held.low, head: held.head };
  }
}

function randomEpoch(): string {
  return Math.random().toString(36).slice(2, 12).padEnd(10, '0');
}

function isReadable(offset: number, ranges: readonly OffsetRange[] | undefined): boolean {
  return ranges === undefined || ranges.some(({ from, to }) => offset >= from && offset <= to);
}
