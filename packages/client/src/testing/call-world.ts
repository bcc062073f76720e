import type { Client, ClientOptions } from '../client-api.ts';
import type { Call, CallOptions } from '../call/call-api.ts';
import type { IceServers } from '../call/ice-servers.ts';
import { openCall } from '../call/open-call.ts';
import { FakeBrowser, FakeNet } from './fake-call.ts';
import { world, type World } from './setup.ts';

export const TOPIC = 'exchange/call:7';

/** One page with a call. */
export interface CallPage {
  readonly client: Client;
  readonly browser: FakeBrowser;
  readonly call: Call;
  readonly errors: string[];
  /** Who came and went. */
  readonly lines: string[];
}

export interface CallWorld extends World {
  readonly net: FakeNet;
  readonly page: (member: number, more?: Partial<CallOptions & ClientOptions>) => Promise<CallPage>;
  /** Lets so many ms pass. */
  readonly pass: (ms: number) => Promise<void>;
  /** What was signalled so far, as `who action → whom`. */
  readonly signals: () => string[];
}

let links = 0;

/** Pages of members with fake browsers, over a model server. */
export function callWorld(): CallWorld {
  const made = world();
  const net = new FakeNet();
  const pass = (ms: number): Promise<void> => made.clock.advanceAsync(ms);
  return {
    ...made,
    net,
    pass,
    async page(member, more = {}) {
      const client = made.client(member);
      client.connect();
      // The model knows no grace time: a member whose line drops stays in the roster by this.
      made.server.visitor(member, TOPIC);
      const browser = new FakeBrowser(net);
      const call = openCall(client, TOPIC, {
        platform: browser,
        clock: made.clock,
        id: () => `link-${++links}`,
        iceServers: async (): Promise<IceServers> => ({ iceServers: [{ urls: 'turn:relay' }] }),
        ...more,
      });
      const errors: string[] = [];
      const lines: string[] = [];
      call.on('error', ({ code }) => errors.push(code));
      call.on('joined', ({ member: who }) => lines.push(`${who?.name} joined`));
      call.on('left', ({ member: who }) => lines.push(`${who?.name} left`));
      await made.settle();
      return { client, browser, call, errors, lines };
    },
    signals: () =>
      made.server.seen.flatMap((frame) => {
        if (frame.op !== 'transmit') return [];
        const { target, sdp, ice } = frame.payload as Readonly<Record<string, unknown>>;
        const what = sdp === undefined ? (ice === undefined ? '' : ' ice') : ` ${kindOf(sdp)}`;
        return [`${frame.action}${what}${typeof target === 'string' ? ` → ${target}` : ''}`];
      }),
  };
}

function kindOf(sdp: unknown): string {
  return (sdp as { readonly type: string }).type;
}

/** What a page shows of the others, as `name state`. */
export function others({ call }: CallPage): string[] {
  return [...call.snapshot.participants.values()].map(
    ({ member, state }) => `${member?.name} ${state ?? 'seen'}`,
  );
}

/** Comes into the call and lets everything happen that follows. */
export async function come(world: CallWorld, ...pages: readonly CallPage[]): Promise<void> {
  const joined = pages.map(({ call }) => call.join({ video: true }));
  await world.settle();
  await Promise.all(joined);
  await world.pass(100);
}

/** The connection of a page. */
export function idOf({ client }: CallPage): string {
  return client.connectionId;
}
