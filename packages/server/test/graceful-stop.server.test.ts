import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startParley } from '@parley/testing';
import { expect, it } from 'vitest';
import { hasty, Run } from './judged-run.ts';
import { programOf, signIn, ticketOf } from './people.ts';
import { PlainSocket } from './plain-socket.ts';

const patient = { timeout: 40_000 };

it('A8 F3 asked to stop, it says so to everybody, ends with 0, and after the start all are back with nothing lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-stop-'));
  const env = { PARLEY_MESSAGES_PER_SECOND: '100000' };
  let server = await startParley({ folder, env });
  const { url, appToken } = server;
  const run = new Run('chat:stop');
  const clients = [
    await programOf(server, 1, { clock: hasty }),
    await programOf(server, 2, { clock: hasty }),
  ] as const;
  try {
    for (const [index, client] of clients.entries()) await run.listen(client, `client ${index}`);
    const ada = await signIn(server, 1);
    const plain = await PlainSocket.open(server, await ticketOf(server, ada));
    // These two hold a stop up if anything does: one that never reads, one that never asked.
    const deaf = await PlainSocket.open(server, await ticketOf(server, ada));
    deaf.socket.pause();
    const idle = connect(Number(new URL(url).port), '127.0.0.1');
    idle.on('error', () => {});
    plain.send({ op: 'subscribe', id: 1, topic: run.topic });
    await plain.next('page');

    const texts = Array.from({ length: 200 }, (_, n) => `message ${n}`);
    const sent = Promise.all(texts.map((text, n) => run.send(clients[n % 2 === 0 ? 0 : 1], text)));
    await expect.poll(() => run.acknowledged.length, patient).toBeGreaterThan(20);
    // In flight when the server is asked to stop.
    for (let id = 2; id < 40; id += 1) {
      plain.send({
        op: 'transmit',
        id,
        topic: run.topic,
        action: 'said',
        store: true,
        payload: `plain ${id}`,
      });
    }
    const stopped = server.stop();
    expect(await plain.next('disconnect')).toMatchObject({
      code: 4000,
      reason: 'server_restart',
      reconnect: true,
    });
    expect(await plain.closed).toMatchObject({ code: 4000 });
    expect(await stopped).toBe(0);
    expect(server.output()).not.toContain('"level":50');
    deaf.close();
    idle.destroy();

    const port = new URL(url).port;
    server = await startParley({ folder, env: { ...env, PORT: port, PARLEY_APP_TOKEN: appToken } });
    expect(server.url).toBe(url);
    await sent;
    for (const client of clients) await expect.poll(() => client.state, patient).toBe('open');
    const names = ['client 0', 'client 1'];
    const { log } = await run.judge(server, []);
    for (const name of names) {
      await expect.poll(() => run.heard(name).length, patient).toBe(log.length);
    }
    expect((await run.judge(server, names)).violations).toEqual([]);
    // What the plain one was told is stored, is stored.
    const told = plain.frames
      .filter(({ op }) => op === 'ok')
      .map(({ id }) => `plain ${Number(id)}`);
    expect(log).toEqual(expect.arrayContaining([...texts, ...told]));
    expect(run.gaps).toEqual([]);
  } finally {
    for (const client of clients) client.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true });
  }
});
