import { createClient, fetchTicket } from '@parley/client';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Guest } from './lib/guest.ts';
import type { ClusterNode } from './lib/node.ts';
import { patient, scene } from './lib/scene.ts';

const here = scene();

const heardBy = (all: readonly Guest[], topic: string): string[][] =>
  all.map(({ watches }) => (watches.get(topic)?.received ?? []).map(({ payload }) => payload));

describe('any node', () => {
  it('F2 what is published on one node is heard on the others, in one order', async () => {
    const { topic, guests: all } = await here.everywhere();
    const rounds = 20;
    for (let round = 0; round < rounds; round++) {
      await Promise.all(all.map((guest) => guest.say(topic)));
    }
    await expect
      .poll(() => heardBy(all, topic).map((heard) => heard.length), patient)
      .toEqual(all.map(() => rounds * all.length));
    const [first, ...others] = heardBy(all, topic);
    for (const other of others) expect(other).toEqual(first);
    expect(all.flatMap(({ refused }) => refused)).toEqual([]);
  });

  it('F2 a message that is not stored crosses nodes', async () => {
    const {
      topic,
      guests: [one, there],
    } = await here.everywhere();
    const heard: unknown[] = [];
    there.client.subscribe(topic, ({ action, payload, store }) => {
      heard.push([action, payload, store]);
    });
    await one.client.transmit(false, 'cursor', topic, { by: 'me' });
    await expect.poll(() => heard, patient).toEqual([['cursor', { by: 'me' }, false]]);
  });

  it('F2 a back end publishes on any node, once for each id, and tails any topic on any other', async () => {
    const { cluster } = here;
    const topic = 'orders:north';
    const controller = new AbortController();
    const tail = await fetch(`${cluster.node(2).url}/api/admin/tail?topic=${topic}`, {
      headers: { authorization: `Bearer ${cluster.appToken}` },
      signal: controller.signal,
    });
    const lines: string[] = [];
    const reading = (async (): Promise<void> => {
      let text = '';
      for await (const bytes of tail.body ?? []) {
        text += Buffer.from(bytes).toString();
        const whole = text.split('\n');
        text = whole.pop() ?? '';
        lines.push(...whole.filter((line) => line !== ''));
      }
    })().catch(() => undefined);
    const message = { topic, action: 'posted', payload: { title: 'Hello' }, id: 'post-17' };
    const answers = [];
    for (const node of cluster.nodes) {
      answers.push(await cluster.ask(node, null, 'POST /api/publish', message));
    }
    const results = answers.map(({ body }) => (body as { results: object[] }).results[0]);
    expect(results).toMatchObject([
      { position: { offset: 1 }, duplicate: false },
      { position: { offset: 1 }, duplicate: true },
      { position: { offset: 1 }, duplicate: true },
    ]);
    await expect
      .poll(() => lines.map((line) => JSON.parse(line) as object), patient)
      .toMatchObject([{ topic, event: 'posted', offset: 1, payload: { title: 'Hello' } }]);
    controller.abort();
    await reading;
  });

  it('F2 a ticket from one node opens a socket on another, once', async () => {
    const { cluster } = here;
    const user = 'ticket-holder';
    const got = await cluster.ask(cluster.node(0), user, 'POST /ticket');
    const { ticket } = got.body as { ticket: string };
    const open = async (node: ClusterNode): Promise<number> => {
      const url = `${node.url.replace('http', 'ws')}/sock?ticket=${encodeURIComponent(ticket)}`;
      return new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.on('error', () => undefined);
        socket.on('message', () => {
          resolve(0);
          socket.close();
        });
        socket.on('close', (code) => resolve(code));
      });
    };
    expect(await open(cluster.node(1))).toBe(0);
    expect(await open(cluster.node(2))).not.toBe(0);
    expect(await open(cluster.node(0))).not.toBe(0);
  });

  it('F2 who is removed on one node hears nothing more on another, and everything before', async () => {
    const { cluster } = here;
    const host = await here.guest(0);
    const uuid = await cluster.makeRoom(host.user, 'private');
    const topic = `room:${uuid}`;
    const member = await here.guest(1);
    const { memberId } = member;
    const room = { uuid, owner: host.user };
    expect(await cluster.letIn(cluster.node(2), room, [memberId])).toBeLessThan(300);
    const watch = member.watch(topic);
    host.watch(topic);
    await expect.poll(() => watch.status(), patient).toBe('joined');
    await expect.poll(() => host.watches.get(topic)?.status(), patient).toBe('joined');
    const before = [1, 2, 3].map(() => host.say(topic));
    await Promise.all(before);
    const removing = cluster.putOut(cluster.node(2), room, memberId);
    const after = [4, 5, 6].map(() => host.say(topic));
    expect(await removing).toBeLessThan(300);
    await Promise.all(after);
    await expect.poll(() => watch.refusals, patient).toEqual(['removed']);
    await host.say(topic);
    await expect.poll(() => host.watches.get(topic)?.received.length, patient).toBe(7);
    const { rows } = await cluster.pool.query<{ left: string }>(
      `select s.left_offset as left from dbtable_schema.chat_stays s
         join dbtable_schema.chat_rooms r on r.id = s.room_id
        where r.uuid = $1 and s.member_id = $2`,
      [uuid, memberId],
    );
    const heard = watch.received.map(({ offset }) => offset);
    const left = Number(rows[0]?.left);
    expect(heard).toEqual(Array.from({ length: left }, (_, index) => index + 1));
    // Nor does the history of another node tell more, and sending is over.
    watch.again();
    await expect.poll(() => watch.refusals, patient).toEqual(['removed', 'forbidden']);
    await member.say(topic);
    expect(member.refused.map(({ code }) => code)).toEqual(['forbidden']);
  });

  it('F2 a session that is ended on one node loses its sockets on the others', async () => {
    const { cluster } = here;
    const { url } = cluster.node(0);
    const account = {
      name: 'Ada',
      email: `ada-${Date.now()}@example.com`,
      password: 'correct horse',
    };
    const headers = { 'content-type': 'application/json', origin: url };
    const signedUp = await fetch(`${url}/api/members`, {
      method: 'POST',
      headers,
      body: JSON.stringify(account),
    });
    expect(signedUp.status).toBe(201);
    const cookie = signedUp.headers.get('set-cookie')?.split(';')[0] ?? '';
    const there = cluster.node(1).url;
    const client = createClient({
      url: there,
      ticket: fetchTicket(there, { headers: { cookie, origin: there } }),
      // As a browser's page of that node: it names its origin.
      webSocket: class extends WebSocket {
        constructor(address: string) {
          super(address, { origin: there });
        }
      },
      storage: null,
    });
    try {
      client.connect();
      await expect.poll(() => client.state, patient).toBe('open');
      const out = await fetch(`${url}/api/session`, {
        method: 'DELETE',
        headers: { cookie, origin: url },
      });
      expect(out.status).toBe(204);
      await expect.poll(() => client.state, patient).toBe('refused');
    } finally {
      client.disconnect();
    }
  });

  it('F2 a member is disconnected on every node from any of them, and may come back', async () => {
    const { cluster } = here;
    const { memberId, client } = await here.guest(1);
    await expect.poll(() => client.state, patient).toBe('open');
    const before = client.connectionId;
    const path = `/api/admin/members/${memberId}/disconnect`;
    expect((await cluster.ask(cluster.node(2), null, `POST ${path}`)).status).toBeLessThan(300);
    await expect.poll(() => client.connectionId, patient).not.toBe(before);
  });
});
