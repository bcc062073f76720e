import type { Hub } from './hub.ts';
import type { Bus, BusMessage } from './ports/bus.ts';
import type { Nodes } from './ports/nodes.ts';
import { shardOf } from './topics/topics.ts';

/**
 * The share of presence between nodes. Each node owns the entries of its own connections and numbers
 * its changes; who missed one asks for the whole.
 *
 *   change ──▶ others: in turn? apply : ask ──▶ whole ──▶ apply
 *   every few seconds: sequences ──▶ others: behind? ask
 *   a node's lease lapses ──▶ its connections are gone, its members have the grace time
 */
export class Cluster {
  readonly #hub: Hub;
  readonly #bus: Bus;
  readonly #stop: (() => void)[] = [];
  #cancelBeat: () => void = () => {};

  constructor(hub: Hub, bus: Bus, nodes: Nodes | undefined) {
    this.#hub = hub;
    this.#bus = bus;
    this.#stop.push(bus.onReset(() => this.#startOver()));
    if (nodes === undefined) return;
    this.#stop.push(
      nodes.onGone((node, silentFor) => {
        for (const topic of hub.topics.all()) topic.abandon(node, silentFor);
      }),
    );
    this.#beat();
  }

  /** Takes a message about presence. */
  hear(message: Extract<BusMessage, { kind: 'share' | 'ask' | 'sequences' }>): void {
    const { topics } = this.#hub;
    switch (message.kind) {
      case 'share':
        topics.get(message.share.topic)?.applyShare(message.share);
        return;
      case 'ask':
        if (message.node === null || message.node === this.#bus.node) {
          topics.get(message.topic)?.tellShare();
        }
        return;
      case 'sequences':
        for (const [name, sequence] of message.sequences) {
          topics.get(name)?.compareShare(message.node, sequence);
        }
    }
  }

  stop(): void {
    this.#cancelBeat();
    for (const stop of this.#stop) stop();
  }

  #beat(): void {
    this.#cancelBeat = this.#hub.clock.after(this.#hub.limits.shareInterval, () => {
      this.#tellSequences();
      this.#beat();
    });
  }

  #tellSequences(): void {
    const byShard = new Map<number, [string, number][]>();
    for (const topic of this.#hub.topics.all()) {
      const shard = shardOf(topic.name);
      const held = byShard.get(shard);
      const at: [string, number] = [topic.name, topic.shareSequence];
      if (held === undefined) byShard.set(shard, [at]);
      else held.push(at);
    }
    for (const [shard, sequences] of byShard) {
      this.#bus.publish(shard, { kind: 'sequences', node: this.#bus.node, sequences });
    }
  }

  /** The bus was away: what others said then is lost, and so is what was said here. */
  #startOver(): void {
    for (const topic of this.#hub.topics.all()) {
      topic.tellShare();
      topic.askShares(null);
    }
  }
}
