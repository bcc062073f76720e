import type { Client } from '@parley/client';
import { startParley, startPostgres, type TestPostgres, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasty, Run } from './judged-run.ts';
import { ask, programOf, signIn, ticketOf } from './people.ts';
import { PlainSocket } from './plain-socket.ts';

const patient = { timeout: 50_000 };
let postgres: TestPostgres;
let server: TestServer;
const clients: Client[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  const env = {
    DATABASE_URL: await postgres.createDatabase(),
    PARLEY_DEMO: '1',
    PARLEY_MESSAGES_PER_SECOND: '100000',
  };
  server = await startParley({ env });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});
afterAll(async () => {
  await server.stop();
  await postgres.stop();
});

async function enter(memberId: number): Promise<Client> {
  const client = await programOf(server, memberId, { clock: hasty });
  clients.push(client);
  return client;
}

describe('A4 A8 F2 one node on Postgres', () => {
  it('signs in, lets in, stores, resumes and answers from the history as on the embedded database', async () => {
    const ada = await signIn(server, 1);
    const socket = await PlainSocket.open(server, await ticketOf(server, ada));
    const { body } = await ask(server, ada, 'POST /api/headless/v1/messages', {
      chat_room: { kind: 'group_chat', name: 'Here' },
    });
    const { topic } = body as { topic: string };
    socket.send({ op: 'subscribe', id: 1, topic });
    await socket.next('page');
    const payload = { message: 'kept 👋🏽' };
    socket.send({ op: 'transmit', id: 2, topic, action: 'message', store: true, payload });
    expect(await socket.next('ok')).toMatchObject({ offset: 1 });
    const message = await socket.find('message');
    socket.close();

    await server.restart();
    const again = await PlainSocket.open(server, await ticketOf(server, ada));
    again.send({ op: 'subscribe', id: 1, topic, since: { epoch: '', offset: 0 } });
    expect(await again.next('subscribed')).toMatchObject({
      recovered: true,
      offset: 1,
      epoch: message['epoch'],
    });
    const page = await again.next('page');
    expect(page).toMatchObject({ messages: [{ payload }], authors: [{ scid: `m${ada.id}` }] });
    again.close();
  });

  it('the server killed, then Postgres restarted, while clients write: nothing acknowledged is lost', async () => {
    const run = new Run('chat:postgres');
    const [one, two] = [await enter(1), await enter(2)];
    await run.listen(one, 'one');
    await run.listen(two, 'two');
    const texts = Array.from({ length: 400 }, (_, n) => `message ${n}`);
    const sent = Promise.all(texts.map((text, n) => run.send(n % 2 === 0 ? one : two, text)));
    const reach = (count: number) =>
      expect.poll(() => run.acknowledged.length, patient).toBeGreaterThan(count);
    await reach(100);
    await server.kill();
    await server.restart();
    await reach(200);
    const { pid } = server;
    await postgres.restart();
    await sent;
    expect(server.pid).toBe(pid);
    await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status, patient).toBe(200);
    for (const name of ['one', 'two']) {
      await expect.poll(() => run.heard(name).length, patient).toBe(texts.length);
    }
    const { log, violations } = await run.judge(server, ['one', 'two']);
    expect(violations).toEqual([]);
    expect([...log].sort()).toEqual([...texts].sort());
    expect(run.gaps).toEqual([]);
  });

  it('asked for a backup it says to use the tools of Postgres', async () => {
    const authorization = `Bearer ${server.appToken}`;
    const answer = await ask(server, null, 'GET /api/admin/backup', undefined, { authorization });
    expect(answer.body).toMatchObject({ error: { message: expect.stringContaining('pg_dump') } });
  });
});
