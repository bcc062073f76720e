import { readFileSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { drawn } from './testing/board-world.ts';
import { callWorld, come, TOPIC } from './testing/call-world.ts';
import { FakeBrowser, FakeConnection, FakeStream } from './testing/fake-call.ts';
import { sketch } from './testing/readme-board.ts';
import { meet } from './testing/readme-call.ts';
import { greet } from './testing/readme-chat.ts';
import { world } from './testing/setup.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('the example of the README does what it says', async () => {
  const file = new URL('./testing/readme-example.ts', import.meta.url);
  const example = readFileSync(file, 'utf8').replace('export { lines };\n', '');
  expect(readFileSync(new URL('../README.md', import.meta.url), 'utf8')).toContain(example);

  const { server, settle } = world();
  vi.stubGlobal('location', new URL('http://server.test/'));
  vi.stubGlobal('WebSocket', server.webSocket);
  vi.stubGlobal('fetch', async () => Response.json(await server.ticket(1)()));
  const { lines } = await import('./testing/readme-example.ts');
  await settle();
  expect(lines).toEqual(['Member 1: Hello', 'Member 1: *waves*']);
  expect(server.log('chat:lobby').head).toBe(1);
});

it('the example of chat does what it says', async () => {
  const file = new URL('./testing/readme-chat.ts', import.meta.url);
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(readFileSync(file, 'utf8'));
  const { client, settle } = world();
  const me = client(1);
  me.connect();
  await settle();
  const shown: string[] = [];
  const room = await greet(me, 'u', (line) => shown.push(line));
  const said = { event: 'newMessage', creation_uuid: room.pending[0]?.id, sender: { name: 'Ada' } };
  await me.transmit(true, 'told', 'room:u', { ...said, body: 'Hello' });
  await settle();
  expect(shown[0]).toBe('on its way: Hello');
  expect(shown.at(-1)).toBe('Ada: Hello');
});

it('the example of a call does what it says, in what a browser has', async () => {
  const file = new URL('./testing/readme-call.ts', import.meta.url);
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(readFileSync(file, 'utf8'));
  const made = callWorld();
  const other = await made.page(2);
  await come(made, other);
  const me = made.client(1);
  me.connect();
  class Connection extends FakeConnection {
    constructor(configuration: RTCConfiguration) {
      super(made.net, configuration);
    }
  }
  const { devices: mediaDevices } = new FakeBrowser(made.net);
  vi.stubGlobal('RTCPeerConnection', Connection);
  vi.stubGlobal('MediaStream', FakeStream);
  vi.stubGlobal('navigator', { mediaDevices });
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
  vi.stubGlobal('location', new URL('http://server.test/'));
  vi.stubGlobal('fetch', async () => Response.json({ iceServers: [{ urls: 'turn:relay' }] }));
  let shown: string[] = [];
  const met = meet(me, TOPIC, (all) => {
    shown = all.map(({ member, state, media }) => `${member?.name} ${state} ${media.video}`);
  });
  await vi.waitFor(async () => {
    await made.pass(100);
    expect(shown).toEqual(['Member 2 connected true']);
  });
  const call = await met;
  expect(call.snapshot).toMatchObject({ state: 'active', media: { audio: true, video: true } });
  call.close();
});

it('the example of a whiteboard does what it says', async () => {
  const file = new URL('./testing/readme-board.ts', import.meta.url);
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(readFileSync(file, 'utf8'));
  const { client, settle } = world();
  const me = client(1);
  me.connect();
  const board = { position: { epoch: '', offset: 0 }, elements: [drawn('a')] };
  vi.stubGlobal('location', new URL('http://server.test/'));
  vi.stubGlobal('fetch', async () => Response.json(board));
  const shown: string[][] = [];
  sketch(me, 7, (scene) => shown.push(scene.map(({ id }) => id)));
  await vi.waitFor(async () => {
    await settle();
    expect(shown).toEqual([['a']]);
  });
});
