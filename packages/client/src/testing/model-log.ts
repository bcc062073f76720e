import type { Json, PageMessage, Position } from '@parley/protocol';

/** A stored message of the model. `internal` ones take an offset and are shown to nobody. */
export interface ModelMessage extends PageMessage {
  readonly member: number;
  readonly internal: boolean;
}

/** A topic's log: the truth that a test judges receivers by. */
export class ModelLog {
  epoch: string;
  low = 1;
  readonly messages: ModelMessage[] = [];
  readonly #ids = new Map<string, { offset: number; digest: string }>();

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  get head(): number {
    return this.messages.length;
  }

  /** Messages that may be shown. */
  get held(): ModelMessage[] {
    return this.messages.filter((m) => !m.internal && m.offset >= this.low);
  }

  append(
    entry: { action: string; payload: Json; sender: string; member: number; timestamp: string },
    options: { id?: string | undefined; internal?: boolean } = {},
  ): { message: ModelMessage; duplicate: boolean } | 'message_id_reused' {
    const digest = JSON.stringify([entry.action, entry.payload]);
    const key = options.id === undefined ? undefined : `${entry.member}:${options.id}`;
    const first = key === undefined ? undefined : this.#ids.get(key);
    if (first !== undefined) {
      if (first.digest !== digest) return 'message_id_reused';
      const message = this.messages[first.offset - 1];
      if (message === undefined) throw new Error('A message id points nowhere.');
      return { message, duplicate: true };
    }
    const offset = this.head + 1;
    const message = { offset, internal: options.internal === true, ...entry };
    this.messages.push(message);
    if (key !== undefined) this.#ids.set(key, { offset, digest });
    return { message, duplicate: false };
  }

  after({ offset }: Position): ModelMessage[] {
    return this.held.filter((m) => m.offset > offset);
  }

  before(offset: number, limit: number): ModelMessage[] {
    return limit === 0 ? [] : this.held.filter((m) => m.offset < offset).slice(-limit);
  }

  /** A new life of the topic: nothing of the old one is left. */
  restart(epoch: string): void {
    this.epoch = epoch;
    this.low = 1;
    this.messages.length = 0;
    this.#ids.clear();
  }
}
