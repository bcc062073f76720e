import type { Down } from '@parley/protocol';
import type { Requester } from './connection.ts';
import type { SubscribeOptions, Subscription, TopicHandlers } from './topic-handlers.ts';
import { TopicStream, type TopicStreamOptions } from './topic-stream.ts';

export interface TopicsOptions extends TopicStreamOptions {
  /** How long a topic that nobody needs is kept, ms. */
  readonly leaveDelay: number;
  /** The open connection. */
  readonly requester: () => Requester | undefined;
}

/** The topics this client is on, or wants to be on: each kept as long as somebody needs it. */
export class Topics {
  readonly #options: TopicsOptions;
  readonly #streams = new Map<string, TopicStream>();
  readonly #held = new Set<string>();
  readonly #leaving = new Map<string, () => void>();

  constructor(options: TopicsOptions) {
    this.#options = options;
  }

  get(topic: string): TopicStream | undefined {
    return this.#streams.get(topic);
  }

  up(requester: Requester): void {
    for (const stream of Array.from(this.#streams.values())) stream.up(requester);
  }

  down(): void {
    for (const stream of Array.from(this.#streams.values())) stream.down();
  }

  frame(frame: Down): void {
    switch (frame.op) {
      case 'roster':
      case 'page':
      case 'message':
      case 'presence':
      case 'removed':
        this.#streams.get(frame.topic)?.frame(frame);
        return;
      default:
    }
  }

  /** Unsent messages need a topic, or do not any more. */
  hold(topic: string, wanted: boolean): void {
    if (wanted) {
      this.#held.add(topic);
      this.#start(this.#need(topic));
    } else {
      this.#held.delete(topic);
      this.#release(topic);
    }
  }

  subscribe<T>(topic: string, handlers: TopicHandlers<T>, options: SubscribeOptions): Subscription {
    const stream = this.#need(topic);
    const listener = stream.add(handlers, options);
    this.#start(stream);
    const release = (): void => this.#release(topic);
    return {
      topic,
      get status() {
        return listener.left ? 'left' : stream.status;
      },
      get error() {
        return stream.error;
      },
      get members() {
        return stream.members;
      },
      get count() {
        return stream.count;
      },
      get position() {
        return stream.position;
      },
      get grants() {
        return stream.grants;
      },
      leave() {
        if (listener.left) return;
        listener.left = true;
        stream.listeners.delete(listener);
        release();
      },
    };
  }

  #need(topic: string): TopicStream {
    this.#leaving.get(topic)?.();
    this.#leaving.delete(topic);
    const stream = this.#streams.get(topic) ?? new TopicStream(topic, this.#options);
    this.#streams.set(topic, stream);
    return stream;
  }

  #start(stream: TopicStream): void {
    const requester = this.#options.requester();
    if (!stream.connected && requester !== undefined) stream.up(requester);
  }

  #release(topic: string): void {
    const stream = this.#streams.get(topic);
    if (stream === undefined || stream.listeners.size > 0 || this.#held.has(topic)) return;
    this.#leaving.get(topic)?.();
    const cancel = this.#options.clock.after(this.#options.leaveDelay, () => {
      this.#leaving.delete(topic);
      this.#streams.delete(topic);
      stream.leave();
    });
    this.#leaving.set(topic, cancel);
  }
}
