import { createClient, fetchTicket, type Client, type Message } from '@parley/client';
import type { Acknowledged, Received, RosterSeen } from '@parley/testing';
import { WebSocket } from 'ws';
import type { ComingOptions, Said, Somebody, Watch } from './somebody.ts';

/** A chat message's payload: its plain text is what counts here. */
interface Text {
  readonly message: string;
}

/** One client of the SDK that remembers all it saw. */
export class Guest implements Somebody {
  readonly user: string;
  readonly memberId: number;
  readonly client: Client;
  readonly acknowledged: Acknowledged[] = [];
  readonly refused: { readonly topic: string; readonly code: string }[] = [];
  readonly watches: Map<string, Watch> = new Map();
  #open = 0;
  readonly #turns = new Map<string, number>();
  readonly #wakes = new Set<() => void>();

  constructor({ user, memberId, token, url, random = Math.random }: ComingOptions) {
    this.user = user;
    this.memberId = memberId;
    const headers = { authorization: `Bearer ${token}`, connection: 'close' };
    this.client = createClient({
      url,
      ticket: fetchTicket(url, { headers }),
      webSocket: WebSocket,
      storage: null,
      leases: null,
      random,
      wakes: (wake) => {
        this.#wakes.add(wake);
        return () => this.#wakes.delete(wake);
      },
    });
    this.client.connect();
  }

  get state(): string {
    return this.client.state;
  }

  get connectionId(): string {
    return this.client.connectionId;
  }

  get unsettled(): number {
    return this.#open;
  }

  wake(): void {
    for (const wake of this.#wakes) wake();
  }

  watch(topic: string): Watch {
    const { client } = this;
    const received: Received[] = [];
    const removals: number[] = [];
    const refusals: string[] = [];
    const subscribe = (): ReturnType<Client['subscribe']> => {
      const last = watch.since && { ...watch.since, offset: reached() };
      const subscription: ReturnType<Client['subscribe']> = client.subscribe<Text>(
        topic,
        {
          message: (message) => {
            if (subscription === current && message.store)
              received.push(this.#received(topic, message));
          },
          ready: ({ position }) => {
            if (subscription === current) watch.since ??= position;
          },
          error: ({ code }) => {
            if (subscription !== current) return;
            refusals.push(code);
            if (code === 'removed') removals.push(reached());
          },
        },
        { history: 0, ...(last && { since: last }) },
      );
      return subscription;
    };
    const reached = (): number => received.at(-1)?.offset ?? watch.since?.offset ?? 0;
    const watch: Watch = {
      received,
      since: undefined,
      removals,
      refusals,
      status: () => current.status,
      online: () =>
        Array.from(current.members.values())
          .filter((member) => member.online)
          .map(({ scid }) => scid)
          .sort(),
      again: () => {
        const before = current;
        current = subscribe();
        before.leave();
      },
      leave: () => {
        current.leave();
        this.watches.delete(topic);
      },
    };
    let current = subscribe();
    this.watches.set(topic, watch);
    return watch;
  }

  async say(topic: string): Promise<void> {
    const turn = (this.#turns.get(topic) ?? 0) + 1;
    this.#turns.set(topic, turn);
    const said: Said = { by: this.user, turn };
    const message = JSON.stringify(said);
    this.#open += 1;
    try {
      const { position } = await this.client.transmit(true, 'said', topic, { message });
      if (position === undefined) throw new Error('A stored message was given no position.');
      this.acknowledged.push({
        topic,
        ...position,
        clientId: `${this.user}-${turn}`,
        payload: message,
      });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      this.refused.push({ topic, code });
    } finally {
      this.#open -= 1;
    }
  }

  /** Who is on a topic, as the node says that this guest is connected to. */
  async rosterThere(topic: string): Promise<RosterSeen> {
    const { members } = await this.client.roster(topic);
    return {
      client: this.user,
      topic,
      members: members.map(({ scid, cids, online }) => ({
        member: scid,
        connections: online ? cids.filter((cid) => cid !== scid) : ['(offline)'],
      })),
    };
  }

  leave(): void {
    this.client.disconnect();
  }

  #received(topic: string, message: Message<Text>): Received {
    const { position } = message;
    if (position === undefined) throw new Error('A stored message came without its position.');
    return {
      client: this.user,
      topic,
      ...position,
      payload: message.payload.message,
      way: 'live',
    };
  }
}
