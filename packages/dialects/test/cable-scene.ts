import { CableConversation, cableDialects, Channels, newSid } from '@parley/dialects/action-cable';
import type { CableConversationOptions, CableDialects } from '@parley/dialects/action-cable';
import type { Channel, Hub, SessionShelf } from '@parley/hub';
import { MemorySessionShelf } from '@parley/hub/memory';
import { Mailbox, type FakeClock } from '@parley/testing';
import { profile } from './scene.ts';

export type Frame = Record<string, unknown>;

/** Takes every value as it is. */
export const anyParams = {
  safeParse: (value: unknown) => ({ success: true, data: value }) as const,
};

/** A channel whose parameter `name` says the topic. */
export const topicChannel: Channel = {
  name: 'TopicChannel',
  params: anyParams,
  topic: (params) => String((params as Frame)['name']),
  whisper: true,
};

/** The identifier of {@link topicChannel} on a topic. */
export function on(topic: string): string {
  return JSON.stringify({ channel: 'TopicChannel', name: topic });
}

/** One client on a cable. */
export interface CableClient {
  readonly mailbox: Mailbox;
  readonly talk: CableConversation;
  readonly sid: string;
  readonly cid: string;
  readonly odd: () => number;
  say(frame: Frame | string): void;
  /** Says it, lets everything settle, and takes all frames that came. */
  ask(frame: Frame | string): Promise<Frame[]>;
  /** Takes what came, but pings. */
  take(): Frame[];
  /** The same, literally. */
  takeTexts(): string[];
  /** The network takes the connection away. */
  drop(): void;
}

/** The cable door of a hub, without sockets. */
export class CableScene {
  readonly hub: Hub;
  readonly clock: FakeClock;
  readonly channels: Channels;
  readonly dialects: CableDialects;
  readonly shelf: SessionShelf;
  readonly reports: unknown[] = [];
  #count = 0;

  constructor(
    { hub, clock }: { hub: Hub; clock: FakeClock },
    options: {
      channels?: readonly Channel[];
      echoChannel?: boolean;
      shelf?: SessionShelf;
      name?: string;
    } = {},
  ) {
    this.hub = hub;
    this.clock = clock;
    this.channels = new Channels(options.channels ?? [topicChannel]);
    this.dialects = cableDialects({ clock, echoChannel: options.echoChannel ?? false });
    this.shelf = options.shelf ?? new MemorySessionShelf({ clock });
    this.#name = options.name ?? 'k';
  }

  readonly #name: string;

  /** A member opens a socket; welcome is not waited for. */
  open(
    memberId: number,
    options: Partial<CableConversationOptions> & { expiresAt?: number } = {},
  ): CableClient {
    this.#count += 1;
    const cid = `${this.#name}${this.#count}`;
    const { extended = false, expiresAt } = options;
    const mailbox = new Mailbox();
    const session = this.hub.connect({
      connectionId: cid,
      principal: { memberId, profile: profile(memberId), credential: `token:${memberId}` },
      dialect: extended ? this.dialects.extended : this.dialects.base,
      wire: mailbox,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
    const odd = (): number => this.hub.tally.refused.get(session.dialect.name) ?? 0;
    const before = odd();
    const count = this.#count;
    const sid = newSid((bytes) => new Uint8Array(bytes).fill(count));
    const talk = new CableConversation(session, {
      channels: this.channels,
      sid,
      extended,
      pong: false,
      shelf: this.shelf,
      refresh: () => Promise.resolve('unauthorized'),
      report: (error) => this.reports.push(error),
      ...options,
    });
    void talk.begin();
    const client: CableClient = {
      mailbox,
      talk,
      sid,
      cid,
      odd: () => odd() - before,
      say: (frame) => talk.receive(typeof frame === 'string' ? frame : JSON.stringify(frame)),
      ask: async (frame) => {
        client.say(frame);
        await this.clock.settle();
        return client.take();
      },
      take: () => client.takeTexts().map((text) => JSON.parse(text) as Frame),
      takeTexts: () => mailbox.takeTexts().filter((text) => !text.startsWith('{"type":"ping"')),
      drop: () => talk.closed(),
    };
    return client;
  }

  /** A member opens a socket and is welcome. */
  async enter(
    memberId: number,
    options: Partial<CableConversationOptions> & { expiresAt?: number } = {},
  ): Promise<CableClient> {
    const client = this.open(memberId, options);
    await this.clock.settle();
    client.mailbox.take();
    return client;
  }

  /** A member on a topic, by the extended protocol. */
  async extendedOn(memberId: number, topic: string): Promise<CableClient> {
    const client = await this.enter(memberId, { extended: true });
    await client.ask({ command: 'subscribe', identifier: on(topic) });
    return client;
  }
}
