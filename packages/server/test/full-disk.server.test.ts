import type { Client, Message } from '@parley/client';
import { startParley, type TestServer } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import { rowsOf } from './log-file.ts';
import { hasty } from './judged-run.ts';
import { programOf, signIn, ticketOf } from './people.ts';
import { PlainSocket } from './plain-socket.ts';
import { limitFiles, smallDisk } from './small-disk.ts';

const patient = { timeout: 40_000 };
const TOPIC = 'chat:full';

/** A server whose disk is full after `fill`, and is not after `free`. */
interface Case {
  readonly server: TestServer;
  readonly fill: () => void;
  readonly free: () => void;
  readonly end: () => Promise<void>;
}

/** A real full disk where this user may mount one, else files that may not grow. */
async function fullDisk(): Promise<Case> {
  const disk = smallDisk(16);
  if (disk === undefined) return limitedFiles();
  const server = await startParley({ folder: disk.folder });
  return {
    server,
    fill: disk.fill,
    free: disk.free,
    end: async () => {
      await server.stop();
      disk.remove();
    },
  };
}

async function limitedFiles(): Promise<Case> {
  const server = await startParley();
  return {
    server,
    fill: () => limitFiles(server, 4096),
    free: () => limitFiles(server, undefined),
    end: async () => {
      await server.stop();
    },
  };
}

const readiness = async (server: TestServer): Promise<number> =>
  (await fetch(`${server.url}/readyz`)).status;

function listen(client: Client): Promise<Message<string>[]> {
  const heard: Message<string>[] = [];
  return new Promise((resolve) => {
    client.subscribe<string>(TOPIC, {
      ready: () => resolve(heard),
      message: (message) => heard.push(message),
    });
    client.connect();
  });
}

describe('B8 a disk that takes no more', () => {
  it.each([
    ['is full', fullDisk],
    ['fails to write', limitedFiles],
  ])(
    '%s: stored messages are put off, all else goes on, and what was put off is stored after',
    async (_name, open) => {
      const { server, fill, free, end } = await open();
      const clients: Client[] = [];
      try {
        const ada = await signIn(server, 1);
        const plain = await PlainSocket.open(server, await ticketOf(server, ada));
        plain.send({ op: 'subscribe', id: 1, topic: TOPIC });
        await plain.next('page');
        const client = await programOf(server, 2, { clock: hasty });
        clients.push(client);
        const heard = await listen(client);
        await client.transmit(true, 'said', TOPIC, 'before');
        const { pid } = server;

        fill();
        const text = 'x'.repeat(10_000);
        let acknowledged = 1;
        let answer = {};
        for (let id = 10; id < 200 && !('code' in answer); id += 1) {
          plain.send({
            op: 'transmit',
            id,
            topic: TOPIC,
            action: 'said',
            store: true,
            payload: text,
          });
          answer = await plain.next(['ok', 'error'], (frame) => frame['id'] === id);
          if (!('code' in answer)) acknowledged += 1;
        }
        expect(answer).toMatchObject({ code: 'store_unavailable', retry: true });
        await expect.poll(() => readiness(server), patient).toBe(503);

        // Nobody was told of a message that is not stored; what need not be stored goes on.
        plain.send({ op: 'transmit', id: 500, topic: TOPIC, action: 'typing', store: false });
        await plain.next('message', ({ action }) => action === 'typing');
        await expect.poll(() => heard.at(-1)?.action, patient).toBe('typing');
        expect(heard.filter(({ store }) => store)).toHaveLength(acknowledged);
        plain.send({ op: 'history', id: 501, topic: TOPIC, limit: 1 });
        await plain.next('page', (frame) => frame['id'] === 501);

        const waiting = client.transmit(true, 'said', TOPIC, 'waited');
        await expect
          .poll(() => client.pending(TOPIC)[0]?.error?.code, patient)
          .toBe('store_unavailable');
        free();
        expect((await waiting).position?.offset).toBe(acknowledged + 1);
        await expect.poll(() => readiness(server), patient).toBe(200);
        expect(server.pid).toBe(pid);
        const rows = rowsOf(server, TOPIC);
        expect(rows.map(({ offset }) => offset)).toEqual(rows.map((_, index) => index + 1));
        expect(rows).toHaveLength(acknowledged + 1);
        expect(rows.at(-1)?.message).toBe('"waited"');
        await server.restart();
        expect(rowsOf(server, TOPIC)).toEqual(rows);
      } finally {
        for (const client of clients) client.disconnect();
        await end();
      }
    },
  );
});
