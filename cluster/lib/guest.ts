import { createClient, fetchTicket, type Client, type Message } from '@parley/client';
import type { Acknowledged, Received, RosterSeen } from '@parley/testing';
import { WebSocket } from 'ws';
import { formOf, wordsOf, type Fields } from './form.ts';
import {
  recorded,
  type ComingOptions,
  type Own,
  type Posted,
  type Visitor,
  type Watch,
} from './visitor.ts';

/** What a guest of the SDK knows of a topic. */
export interface GuestWatch extends Watch {
  /** Stable ids of the members who are online, as the SDK tells the application. */
  online(): string[];
  /** Reads the history from where the guest came, as far as one page goes. Never rejects. */
  read(): Promise<void>;
  leave(): void;
}

/** One client of the SDK that remembers all it saw. */
export class Guest implements Visitor {
  readonly user: string;
  readonly memberId: number;
  readonly client: Client;
  readonly acknowledged: Acknowledged[] = [];
  readonly posted: readonly Posted[] = [];
  readonly own: Own[] = [];
  readonly refused: { readonly topic: string; readonly code: string }[] = [];
  readonly watches: Map<string, GuestWatch> = new Map();
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

  state(): string {
    return this.client.state;
  }

  connectionId(): string {
    return this.client.connectionId;
  }

  get unsettled(): number {
    return this.#open;
  }

  wake(): void {
    for (const wake of this.#wakes) wake();
  }

  watch(topic: string): GuestWatch {
    const { client } = this;
    const received: Received[] = [];
    const removals: number[] = [];
    const refusals: string[] = [];
    const subscribe = (): ReturnType<Client['subscribe']> => {
      const last = watch.since && { ...watch.since, offset: reached() };
      const subscription: ReturnType<Client['subscribe']> = client.subscribe<Fields>(
        topic,
        {
          message: (message) => {
            if (subscription !== current || !message.store) return;
            received.push(this.#received(topic, message));
            highest = message.position?.offset ?? highest;
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
    let highest = 0;
    const reached = (): number => Math.max(highest, watch.since?.offset ?? 0);
    const watch: GuestWatch = {
      received,
      since: undefined,
      removals,
      refusals,
      // The SDK fills them from the history.
      gaps: [],
      status: () => current.status,
      online: () =>
        Array.from(current.members.values())
          .filter((member) => member.online)
          .map(({ scid }) => scid)
          .sort(),
      read: async () => {
        const { since } = watch;
        if (since === undefined || current.status !== 'joined') return;
        const asked = reached();
        try {
          const page = await client.history<Fields>(topic, { after: since, limit: 100 });
          for (const message of page.messages) {
            received.push({ ...this.#received(topic, message), way: 'history', asked });
          }
        } catch {
          // Put out or cut off just now: there is nothing to judge.
        }
      },
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
    const body = wordsOf(this.user, turn);
    this.#open += 1;
    try {
      const { position } = await this.client.transmit(true, 'said', topic, {
        message: body,
      });
      if (position === undefined) throw new Error('A stored message was given no position.');
      this.acknowledged.push({
        topic,
        ...position,
        clientId: `${this.user}-${turn}`,
        payload: formOf('newMessage', { body }),
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

  #received(topic: string, message: Message<Fields>): Received {
    const { position } = message;
    if (position === undefined) throw new Error('A stored message came without its position.');
    return {
      client: this.user,
      topic,
      ...position,
      payload: recorded(this, topic, {
        event: eventOf(message),
        fields: message.payload,
      }),
      way: 'live',
    };
  }
}

/** What happened: chat's name of it, whatever the sender called it. */
function eventOf({ payload, action }: Message<Fields>): string {
  const { event } = payload;
  return typeof event === 'string' ? event : action;
}
