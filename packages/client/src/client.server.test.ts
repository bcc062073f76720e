import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startParley, type TestServer } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createClient, fetchTicket, type Client, type Message } from './index.ts';

/** A loaded machine may take its time. */
const patient = { timeout: 30_000 };
const parley = fileURLToPath(new URL('../../server/dist/cli/main.js', import.meta.url));

async function clientOf(server: TestServer, member: string): Promise<Client> {
  const env = {
    PATH: process.env['PATH'],
    PARLEY_URL: server.url,
    PARLEY_APP_TOKEN: server.appToken,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [parley, 'token', member], {
    env,
  });
  const headers = { authorization: `Bearer ${stdout.trim()}` };
  const ticket = fetchTicket(server.url, { headers });
  return createClient({ url: server.url, ticket, webSocket: WebSocket });
}

function listen(client: Client, topic: string): Message<number>[] {
  const got: Message<number>[] = [];
  client.subscribe<number>(topic, (message) => got.push(message));
  client.connect();
  return got;
}

describe('over a real server', () => {
  it('A8 F2 killed and restarted in mid-stream: nothing lost, nothing twice, one order for all', async () => {
    const server = await startParley();
    const clients = [await clientOf(server, '1'), await clientOf(server, '2')];
    try {
      const got = clients.map((client) => listen(client, 'chat:client-test'));
      const sent: Promise<unknown>[] = [];
      const send = (count: number): void => {
        for (let n = 0; n < count; n += 1) {
          const [mine, theirs] = clients;
          const number = sent.length;
          sent.push(mine?.transmit(true, 'said', 'chat:client-test', number) ?? Promise.reject());
          sent.push(
            theirs?.transmit(true, 'said', 'chat:client-test', -number) ?? Promise.reject(),
          );
        }
      };
      send(20);
      await expect.poll(() => got[0]?.length, patient).toBeGreaterThan(5);
      send(20);
      await server.kill();
      send(10);
      await server.restart();
      send(20);
      await server.restart();
      send(5);
      await Promise.all(sent);
      await expect.poll(() => got.map((list) => list.length), patient).toEqual([150, 150]);
      for (const list of got) {
        expect(list.map((m) => m.position?.offset)).toEqual(
          Array.from({ length: 150 }, (_, i) => i + 1),
        );
        const numbers = list.map((m) => m.payload);
        const own = (sign: number): number[] => numbers.filter((n) => Math.sign(n) === sign);
        expect(own(1)).toEqual([...own(1)].sort((a, b) => a - b));
        expect(own(-1)).toEqual([...own(-1)].sort((a, b) => b - a));
      }
      expect(got[0]?.map((m) => m.payload)).toEqual(got[1]?.map((m) => m.payload));

      // A newcomer sees the same from the history, each message with its author.
      const late = await clientOf(server, '2');
      clients.push(late);
      const seen = listen(late, 'chat:client-test');
      await expect.poll(() => seen.length, patient).toBe(50);
      expect(seen.map((m) => m.payload)).toEqual(got[0]?.slice(100).map((m) => m.payload));
      const first = seen[0]?.position;
      const page = await late.history<number>('chat:client-test', {
        limit: 100,
        ...(first && { before: first }),
      });
      expect(page.messages.map((m) => m.position?.offset)).toEqual(
        Array.from({ length: 100 }, (_, i) => i + 1),
      );
      expect(page.authors.map((a) => a.scid).sort()).toEqual(['m1', 'm2']);
    } finally {
      for (const client of clients) client.disconnect();
      await server.stop();
    }
  });

  it('A6 a topic outside the allowances, and one that was not joined, tell the caller', async () => {
    const server = await startParley();
    const client = await clientOf(server, '1');
    try {
      const errors: string[] = [];
      client.connect();
      client.subscribe('nobody/may', { error: ({ code }) => errors.push(code) });
      await expect.poll(() => errors, patient).toEqual(['forbidden']);
      await expect(client.transmit(false, 'x', 'chat:elsewhere')).rejects.toMatchObject({
        code: 'not_joined',
      });
    } finally {
      client.disconnect();
      await server.stop();
    }
  });
});
