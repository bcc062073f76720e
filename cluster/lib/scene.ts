import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { checkConsistency } from '@parley/testing';
import { CableGuest } from './cable-guest.ts';
import { Cluster, type ClusterOptions } from './cluster.ts';
import { Guest } from './guest.ts';
import { SocketGuest } from './socket-guest.ts';
import { historyOf, placeThem } from './judge.ts';
import type { ComingOptions, Visitor } from './visitor.ts';

/** A loaded machine may take its time. */
export const patient = { timeout: 20_000, interval: 50 };

/** What the tests of a file share: one cluster, and guests who leave after each test. */
export interface Scene {
  readonly cluster: Cluster;
  /** A guest at a node (by number) or wherever the balancer sends them. */
  guest(node?: number): Promise<Guest>;
  /** The same, who speaks Socket.IO. */
  socketGuest(node?: number): Promise<SocketGuest>;
  /** The same, who listens over Action Cable and posts over REST. */
  cableGuest(node?: number): Promise<CableGuest>;
  /** Lets guests listen to a topic, and waits until they all do. */
  join(topic: string, ...guests: readonly Visitor[]): Promise<void>;
  /** An open room with a guest of each node in it: its topic and the guests, by node. */
  everywhere(): Promise<{ topic: string; guests: [Guest, Guest, Guest] }>;
  /** Waits until everybody heard all they were entitled to, and nothing else. */
  judged(guests: readonly Visitor[]): Promise<void>;
}

/** Starts a cluster of three before the tests of a file, and stops it after them. */
export function scene(options: ClusterOptions = {}): Scene {
  let cluster: Cluster | undefined;
  let users = 0;
  const guests: Visitor[] = [];
  beforeAll(async () => {
    cluster = await Cluster.start(options);
  });
  afterEach(({ task }) => {
    for (const guest of guests.splice(0)) guest.leave();
    if (task.result?.state === 'fail') process.stdout.write(`${cluster?.output() ?? ''}\n`);
  });
  afterAll(() => cluster?.stop());
  const running = (): Cluster => {
    if (cluster === undefined) throw new Error('The cluster runs only during a test.');
    return cluster;
  };
  const coming = async (node?: number): Promise<ComingOptions> => {
    const at = node === undefined ? running().balancer : running().node(node);
    const user = `user-${++users}`;
    const memberId = await running().memberOf(user);
    return { user, memberId, token: running().token(user), url: at.url };
  };
  const come = <T extends Visitor>(guest: T): T => {
    guests.push(guest);
    return guest;
  };
  const self: Scene = {
    get cluster() {
      return running();
    },
    guest: async (node) => come(new Guest(await coming(node))),
    socketGuest: async (node) => come(new SocketGuest(await coming(node))),
    cableGuest: async (node) =>
      come(new CableGuest({ ...(await coming(node)), cluster: running() })),
    join: async (topic, ...all) => {
      for (const guest of all) guest.watch(topic);
      await expect
        .poll(() => all.map(({ watches }) => watches.get(topic)?.status()), patient)
        .toEqual(all.map(() => 'joined'));
      await placeThem(running().pool, all);
    },
    everywhere: async () => {
      const topic = `room:${await running().makeRoom('host', 'open')}`;
      const all = await Promise.all([self.guest(0), self.guest(1), self.guest(2)]);
      await self.join(topic, ...all);
      return { topic, guests: all };
    },
    judged: async (all) => {
      const judge = async (): Promise<unknown> =>
        checkConsistency(await historyOf(running().pool, all)).slice(0, 10);
      await expect.poll(judge, { ...patient, interval: 250 }).toEqual([]);
    },
  };
  return self;
}
