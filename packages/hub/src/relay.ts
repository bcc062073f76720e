import type { Cluster } from './cluster.ts';
import { HubError } from './errors.ts';
import type { Hub } from './hub.ts';
import type { Bus, BusMessage } from './ports/bus.ts';
import type { Publication, StoredPublication } from './publication.ts';
import type { MemberEvents } from './session/member-events.ts';
import type { Listener } from './topics/listener.ts';
import { shardOf } from './topics/topics.ts';

/** What a relay connects. */
export interface RelayOptions {
  readonly hub: Hub;
  readonly bus: Bus;
  readonly cluster: Cluster;
  readonly members: MemberEvents;
}

/**
 * Publications on their way between the log, the other nodes and the topics here:
 *
 *   committed here ──▶ members, topics, bus ──▶ other nodes
 *   heard over the bus ──▶ members, topics
 *   transient ──▶ topic here, bus
 */
export class Relay {
  readonly #parts: RelayOptions;
  readonly #stop: (() => void)[];

  constructor(parts: RelayOptions) {
    this.#parts = parts;
    this.#stop = [
      parts.hub.log.onCommit((publications) => this.#committed(publications)),
      parts.bus.onMessage((message) => this.#heard(message)),
    ];
  }

  /** Sends a transient publication to everyone on its topic. Throws `no_such_connection`. */
  transient(publication: Publication): void {
    this.#deliver(publication);
    this.#parts.hub.tally.transient += 1;
    this.#parts.bus.publish(shardOf(publication.topic), { kind: 'transient', publication });
  }

  stop(): void {
    for (const stop of this.#stop) stop();
  }

  #deliver(publication: Publication): void {
    const { hub } = this.#parts;
    const topic = hub.topics.get(publication.topic);
    if (topic === undefined || hub.withholds(topic.name)) return;
    if (publication.target === undefined) {
      const { memberId } = publication;
      const isKnown = memberId === null || hub.profiles.known(memberId) !== undefined;
      if (isKnown) topic.transient(publication, undefined);
      else void this.#deliverNamed(publication, memberId);
      return;
    }
    const listener = this.#targetOf(publication.target, topic.name);
    if (listener === undefined && !topic.roster.isElsewhere(publication.target)) {
      throw new HubError('no_such_connection', 'the target is not on this topic');
    }
    topic.transient(publication, listener);
  }

  /** Who speaks over another node, or over REST, may be new to the listeners here. */
  async #deliverNamed(publication: Publication, memberId: number): Promise<void> {
    const { hub } = this.#parts;
    try {
      await hub.profiles.load([memberId]);
    } catch {
      // In passing: without a name it is not worth waiting for the database.
    }
    if (!hub.withholds(publication.topic)) {
      hub.topics.get(publication.topic)?.transient(publication, undefined);
    }
  }

  #targetOf(connectionId: string, topic: string): Listener | undefined {
    const session = this.#parts.hub.sessions.get(connectionId);
    for (const listener of session?.listeners.values() ?? []) {
      if (listener?.topic.name === topic) return listener;
    }
    return undefined;
  }

  #committed(publications: readonly StoredPublication[]): void {
    this.#take(publications);
    const byShard = new Map<number, StoredPublication[]>();
    for (const publication of publications) {
      const shard = shardOf(publication.topic);
      const held = byShard.get(shard);
      if (held === undefined) byShard.set(shard, [publication]);
      else held.push(publication);
    }
    for (const [shard, held] of byShard) {
      this.#parts.bus.publish(shard, { kind: 'durable', publications: held });
    }
  }

  #heard(message: BusMessage): void {
    if (message.kind === 'durable') {
      this.#take(message.publications);
      return;
    }
    // Nobody's topic.
    if (message.kind === 'line') return;
    if (message.kind !== 'transient') {
      this.#parts.cluster.hear(message);
      return;
    }
    try {
      this.#deliver(message.publication);
    } catch (error) {
      // Meant for a connection of another node.
      if (!(error instanceof HubError)) throw error;
    }
  }

  #take(publications: readonly StoredPublication[]): void {
    for (const publication of publications) this.#parts.members.apply(publication);
    this.#parts.hub.topics.offer(publications);
  }
}
