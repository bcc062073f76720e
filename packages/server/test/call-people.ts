import type { Client } from '@parley/client';
import { openCall, type Call } from '@parley/client/call';
import type { TestServer } from '@parley/testing';
import { FakeBrowser, type FakeNet } from '../../client/src/testing/fake-call.ts';
import { ask, clientOf, type Person } from './people.ts';

/** Somebody's page with a call: a real client on a real server, whose browser is none. */
export interface Caller {
  readonly person: Person;
  readonly client: Client;
  readonly call: Call;
  readonly errors: string[];
}

/** The topic of the call of a new room with these in it. */
export async function roomCallOf(server: TestServer, people: readonly Person[]): Promise<string> {
  const [owner, ...others] = people;
  const community_member_ids = others.map(({ id }) => id);
  const chat_room = { kind: 'group_chat', name: 'A call', community_member_ids };
  const { body } = await ask(server, owner ?? null, 'POST /api/headless/v1/messages', {
    chat_room,
  });
  if (typeof body['uuid'] !== 'string') throw new Error(`No room: ${JSON.stringify(body)}`);
  return `room-call:${body['uuid']}`;
}

/** Opens somebody's page on the call. */
export async function callerOn(
  server: TestServer,
  person: Person,
  topic: string,
  net: FakeNet,
): Promise<Caller> {
  const client = clientOf(server, person);
  client.connect();
  const call = openCall(client, topic, {
    platform: new FakeBrowser(net),
    iceServers: async () => ({ iceServers: [] }),
  });
  const errors: string[] = [];
  call.on('error', ({ code }) => errors.push(code));
  await until(call, ({ snapshot }) => snapshot.ready);
  return { person, client, call, errors };
}

/** Waits for something of a call. */
export function until(call: Call, is: (call: Call) => boolean): Promise<void> {
  if (is(call)) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = call.on('change', () => {
      if (!is(call)) return;
      stop();
      resolve();
    });
  });
}

/** Waits until somebody is connected to so many others, and to nobody else. */
export function connectedTo({ call }: Caller, others: number): Promise<void> {
  return until(call, ({ snapshot: { participants } }) => {
    const states = [...participants.values()].map(({ state }) => state);
    return states.length === others && states.every((state) => state === 'connected');
  });
}
