import type { Hub } from './hub.ts';
import type { Bus, BusMessage } from './ports/bus.ts';
import type { Nodes } from './ports/nodes.ts';

/**
 * The share of presence between nodes. Each node owns the entries of its own connections and numbers
 * its changes; who missed one asks for the whole.
 *
 *   change ──▶ others: in turn? apply : ask ──▶ whole ──▶ apply
 *   every few seconds: sequences ──▶ others: behind? ask; not among them? nobody is there
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
        for (const topic of hub.topics.all()) topic.sharing.abandon(node, silentFor);
      }),
    );
    this.#beat();
  }

  /** Takes a message about presence. */
  hear(message: Extract<BusMessage, { kind: 'share' | 'ask' | 'sequences' }>): void {
    const { topics } = this.#hub;
    switch (message.kind) {
      case 'share':
        topics.get(message.share.topic)?.sharing.apply(message.share);
        return;
      case 'ask':
        if (message.node === null || message.node === this.#bus.node) {
          topics.get(message.topic)?.sharing.tell();
        }
        return;
      case 'sequences':
        for (const [name, sequence] of message.sequences) {
          topics.get(name)?.sharing.compare(message.node, sequence);
        }
        this.#clean(message.node, message.shard, new Set(message.sequences.map(([name]) => name)));
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
    const { topics } = this.#hub;
    // Also where the last topic was closed: what was said of it then may be lost.
    for (const shard of topics.usedShards) {
      const sequences: [string, number][] = [];
      for (const { name, sharing } of topics.ofShard(shard)) {
        sequences.push([name, sharing.sequence]);
      }
      this.#bus.publish(shard, { kind: 'sequences', node: this.#bus.node, shard, sequences });
    }
  }

  /** A node said that it has nobody, and that was lost. */
  #clean(node: string, shard: number, open: ReadonlySet<string>): void {
    for (const topic of this.#hub.topics.ofShard(shard)) {
      if (!open.has(topic.name)) topic.sharing.applyAbsence(node);
    }
  }

  /** The bus was away: what others said then is lost, and so is what was said here. */
  #startOver(): void {
    for (const topic of this.#hub.topics.all()) {
      topic.sharing.tell();
      topic.sharing.ask(null);
    }
  }
}
