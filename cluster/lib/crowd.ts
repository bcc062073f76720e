import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { CableGuest } from './cable-guest.ts';
import { Guest } from './guest.ts';
import { placeThem } from './judge.ts';
import { below, pick, type Random } from './random.ts';
import { SocketGuest } from './socket-guest.ts';
import type { Own, Visitor } from './visitor.ts';

/** How large a crowd is, and what it does. */
export interface CrowdOptions {
  readonly guests: number;
  readonly openRooms: number;
  readonly privateRooms: number;
  /** Mean time between two messages of a guest, ms. */
  readonly talk: number;
  /** Mean time between two connections that drop, ms. */
  readonly drops: number;
  /** Mean time between two changes of who is in a private room, ms. */
  readonly moves: number;
  /** Mean time between two messages that are edited or deleted by their authors, ms. */
  readonly changes: number;
  /** Mean time between two guests who read the history, ms. */
  readonly reads: number;
}

interface PrivateRoom {
  readonly uuid: string;
  readonly topic: string;
  readonly owner: Visitor;
  /** Whether the crowd last let them in (or put them out) and heard that it was done. */
  readonly guests: Map<Visitor, boolean>;
}

/** Who changes messages, at once. */
const LANES = 6;

/** Guests all over a cluster who talk, listen, drop, and are let into private rooms and put out. */
export class Crowd {
  readonly guests: readonly Visitor[];
  readonly topics: readonly string[];
  readonly #cluster: Cluster;
  readonly #random: Random;
  readonly #options: CrowdOptions;
  readonly #rooms: readonly PrivateRoom[];
  readonly #leaving = new AbortController();
  readonly #busy: Promise<unknown>[] = [];
  /** Messages that their authors have deleted, or tried to. */
  readonly #gone = new Set<Own>();

  private constructor(
    cluster: Cluster,
    parts: {
      random: Random;
      options: CrowdOptions;
      guests: readonly Visitor[];
      openTopics: readonly string[];
      rooms: readonly PrivateRoom[];
    },
  ) {
    this.#cluster = cluster;
    this.#random = parts.random;
    this.#options = parts.options;
    this.guests = parts.guests;
    this.#rooms = parts.rooms;
    setMaxListeners(0, this.#leaving.signal);
    this.topics = [...parts.openTopics, ...parts.rooms.map(({ topic }) => topic)];
  }

  /** Makes rooms and members, and lets everybody in and listen. */
  static async gather(cluster: Cluster, random: Random, options: CrowdOptions): Promise<Crowd> {
    const users = Array.from({ length: options.guests }, (_, index) => `guest-${index}`);
    const guests = await inParties(users, async (user, index): Promise<Visitor> => {
      const memberId = await cluster.memberOf(user);
      const { url } = cluster.balancer;
      // The languages in turns.
      if (index % 3 === 2) return new CableGuest({ user, memberId, cluster, url, random });
      const Language = index % 3 === 1 ? SocketGuest : Guest;
      return new Language({ user, memberId, token: cluster.token(user), url, random });
    });
    const openTopics: string[] = [];
    for (let index = 0; index < options.openRooms; index++) {
      openTopics.push(`room:${await cluster.makeRoom('guest-0', 'open')}`);
    }
    const rooms: PrivateRoom[] = [];
    for (let index = 0; index < options.privateRooms; index++) {
      const owner = pick(random, guests);
      const uuid = await cluster.makeRoom(owner.user, 'private');
      const others = guests.filter((guest) => guest !== owner && random() < 0.15);
      const room: PrivateRoom = {
        uuid,
        topic: `room:${uuid}`,
        owner,
        guests: new Map(others.map((guest) => [guest, true])),
      };
      rooms.push(room);
      const memberIds = others.map(({ memberId }) => memberId);
      if (memberIds.length > 0) {
        await cluster.letIn(cluster.balancer, { uuid, owner: owner.user }, memberIds);
      }
      for (const guest of [owner, ...others]) guest.watch(room.topic);
    }
    for (const guest of guests) guest.watch(pick(random, openTopics));
    return new Crowd(cluster, { random, options, guests, openTopics, rooms });
  }

  /** Everybody begins to talk, to drop and to move, until `settle`. Those who know no place are told theirs. */
  async begin(): Promise<void> {
    const { talk, drops, moves, changes, reads } = this.#options;
    await placeThem(this.#cluster.pool, this.guests);
    for (const guest of this.guests) {
      this.#repeat(talk, () => {
        const joined = [...guest.watches].filter(([, watch]) => watch.status() !== 'refused');
        const [topic] = pick(this.#random, joined);
        void guest.say(topic);
      });
    }
    this.#repeat(drops, () => {
      const { balancer } = this.#cluster;
      const { open } = balancer;
      const victim = open[below(this.#random, open.length)];
      balancer.cut((connection) => connection === victim);
    });
    // Several: one that waits for a node in trouble does not keep the others from it.
    for (let lane = 0; lane < LANES; lane++) this.#repeat(changes * LANES, () => this.#change());
    this.#repeat(reads, () => {
      const reader = pick(
        this.#random,
        this.guests.filter((one) => one instanceof Guest),
      );
      void pick(this.#random, [...reader.watches.values()]).read();
    });
    // Each room has one who moves people, so that what happened last there is known.
    for (const room of this.#rooms) {
      if (room.guests.size === 0) continue;
      this.#repeat(moves * this.#rooms.length, () => this.#move(room));
    }
  }

  /**
   * Nobody begins anything new; all wake up and come back to where they are entitled to be. Answers
   * what keeps somebody from it.
   */
  async settle(): Promise<void> {
    this.#leaving.abort();
    await Promise.all(this.#busy);
    for (const guest of this.guests) guest.wake();
  }

  /** Who is not yet where they belong, or waits for an answer. */
  unsettled(): string[] {
    const problems: string[] = [];
    for (const guest of this.guests) {
      const { user, unsettled } = guest;
      if (guest.state() !== 'open') problems.push(`${user} is ${guest.state()}`);
      if (unsettled > 0) problems.push(`${user} waits for ${unsettled} answers`);
      for (const [topic, watch] of guest.watches) {
        const room = this.#rooms.find((one) => one.topic === topic);
        const isIn = room?.guests.get(guest) !== false;
        if (isIn && watch.status() === 'refused') watch.again();
        const expected = isIn ? 'joined' : 'refused';
        if (watch.status() !== expected) {
          problems.push(`${user} on ${topic}: ${watch.status()}, not ${expected}`);
        }
      }
    }
    return problems;
  }

  leave(): void {
    this.#leaving.abort();
    for (const guest of this.guests) guest.leave();
  }

  async #move({ uuid, topic, owner, guests }: PrivateRoom): Promise<void> {
    const guest = pick(this.#random, [...guests.keys()]);
    const isIn = guests.get(guest) === true;
    const { memberId } = guest;
    const { balancer } = this.#cluster;
    const room = { uuid, owner: owner.user };
    // Again until it is known to be done: a participant who is not there is 404.
    for (;;) {
      const done = isIn ? [200, 204, 404] : [200, 201, 204];
      const status = await (
        isIn
          ? this.#cluster.putOut(balancer, room, memberId)
          : this.#cluster.letIn(balancer, room, [memberId])
      ).catch(() => 0);
      if (done.includes(status)) break;
      if (status >= 400 && status < 500) {
        throw new Error(`Moving ${guest.user} ${isIn ? 'out' : 'in'} was answered ${status}`);
      }
      await wait(200);
    }
    guests.set(guest, !isIn);
    const watch = guest.watches.get(topic);
    if (!isIn && watch?.status() === 'refused') watch.again();
  }

  /** Somebody edits a message of theirs, or deletes it. Its old text is to be gone everywhere. */
  async #change(): Promise<void> {
    const authors = this.guests.filter(({ own }) => own.some((one) => !this.#gone.has(one)));
    if (authors.length === 0) return;
    const author = pick(this.#random, authors);
    const one = pick(
      this.#random,
      author.own.filter((message) => !this.#gone.has(message)),
    );
    const { topic, id, bodies } = one;
    const uuid = topic.slice('room:'.length);
    const path = `/api/headless/v1/messages/${uuid}/chat_room_messages/${id}`;
    const isEdit = bodies.length === 1 && this.#random() < 0.6;
    if (isEdit) bodies.push(`${bodies[0]} edited`);
    else this.#gone.add(one);
    const request = `${isEdit ? 'PUT' : 'DELETE'} ${path}`;
    await this.#cluster.surely(author.user, request, isEdit ? { body: bodies[1] } : undefined);
  }

  #repeat(mean: number, task: () => void | Promise<void>): void {
    const { signal } = this.#leaving;
    const run = async (): Promise<void> => {
      while (!signal.aborted) {
        await wait(mean * (0.5 + this.#random()), undefined, { signal }).catch(() => undefined);
        if (!signal.aborted) await task();
      }
    };
    this.#busy.push(run());
  }
}

/** Eight at a time. */
async function inParties<T, R>(
  all: readonly T[],
  task: (one: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < all.length; from += 8) {
    const party = all.slice(from, from + 8);
    results.push(...(await Promise.all(party.map((one, at) => task(one, from + at)))));
  }
  return results;
}
