import type { Bus } from '../ports/bus.ts';
import type { StoredPublication } from '../publication.ts';
import { Topic, type TopicContext } from './topic.ts';

/** How many channels of the bus the topics are spread over. A constant of all nodes. */
export const SHARDS = 64;

/** The shard of a topic: FNV-1a over its UTF-16 units. */
export function shardOf(topic: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < topic.length; i += 1) {
    hash = Math.imul(hash ^ topic.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0) % SHARDS;
}

/** What the topics share and `Topics` does not add. */
type Shared = Omit<TopicContext, 'idle' | 'node' | 'publish' | 'shareBase'>;

/** The topics that someone on this node is on, or was a moment ago. */
export class Topics {
  readonly #bus: Bus;
  readonly #context: Shared;
  readonly #open = new Map<string, { topic: Topic; ready: Promise<void> }>();
  readonly #shards = new Map<number, { topics: Set<Topic>; joined: Promise<void> }>();

  /** The shards on which others may have heard of this node. */
  readonly usedShards: Set<number> = new Set();
  /** No share of this node on a topic that was closed had a higher number. */
  #highestShare = 0;

  constructor(bus: Bus, context: Shared) {
    this.#bus = bus;
    this.#context = context;
  }

  /** The topic if it is open here. */
  get(name: string): Topic | undefined {
    return this.#open.get(name)?.topic;
  }

  get size(): number {
    return this.#open.size;
  }

  /** The topics of one shard that are open here. */
  ofShard(shard: number): Iterable<Topic> {
    return this.#shards.get(shard)?.topics ?? [];
  }

  /** Every topic that is open here. */
  *all(): Generator<Topic> {
    for (const { topic } of this.#open.values()) yield topic;
  }

  /**
   * The topic, opened: shard joined first, then the head read. The caller begins an attempt at once,
   * which keeps it open. Rejects when the log does not answer; the next caller tries anew.
   */
  acquire(name: string): { topic: Topic; ready: Promise<void> } {
    let entry = this.#open.get(name);
    if (entry === undefined) {
      const topic = new Topic(name, {
        ...this.#context,
        node: this.#bus.node,
        publish: (from, message) => this.#bus.publish(shardOf(from), message),
        idle: (idle) => this.#release(idle),
        // The time alone would do, if clocks were never set back.
        shareBase: Math.max(this.#context.clock.now(), this.#highestShare),
      });
      const ready = this.#joinShard(topic).then(() => topic.open());
      entry = { topic, ready };
      this.#open.set(name, entry);
      ready.catch(() => this.#release(topic));
    }
    return entry;
  }

  /** Takes in what was committed here, or what the bus brought. */
  offer(publications: readonly StoredPublication[]): void {
    if (publications.length === 1 && publications[0] !== undefined) {
      this.get(publications[0].topic)?.feed.offer(publications);
      return;
    }
    const byTopic = new Map<Topic, StoredPublication[]>();
    for (const publication of publications) {
      const topic = this.get(publication.topic);
      if (topic === undefined) continue;
      const held = byTopic.get(topic);
      if (held === undefined) byTopic.set(topic, [publication]);
      else held.push(publication);
    }
    for (const [topic, held] of byTopic) topic.feed.offer(held);
  }

  close(): void {
    for (const { topic } of this.#open.values()) topic.close();
    this.#open.clear();
  }

  #joinShard(topic: Topic): Promise<void> {
    const shard = shardOf(topic.name);
    this.usedShards.add(shard);
    let held = this.#shards.get(shard);
    if (held === undefined) {
      held = { topics: new Set(), joined: this.#bus.join(shard) };
      this.#shards.set(shard, held);
    }
    held.topics.add(topic);
    return held.joined;
  }

  #release(topic: Topic): void {
    if (this.#open.get(topic.name)?.topic !== topic) return;
    this.#open.delete(topic.name);
    topic.close();
    this.#highestShare = Math.max(this.#highestShare, topic.sharing.sequence);
    const shard = shardOf(topic.name);
    const held = this.#shards.get(shard);
    if (held === undefined) return;
    held.topics.delete(topic);
    if (held.topics.size > 0) return;
    this.#shards.delete(shard);
    this.#bus.leave(shard);
  }
}
