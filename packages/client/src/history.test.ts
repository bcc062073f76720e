import { describe, expect, it } from 'vitest';
import type { Message } from './message.ts';
import { payloads, world } from './testing/setup.ts';

describe('history', () => {
  it('comes in pages, backwards and forwards, without gap or double', async () => {
    const { server, client, settle } = world();
    for (let n = 1; n <= 7; n += 1) server.publish('t', 'said', `${n}`, { member: n });
    const me = client();
    me.connect();
    const topic = me.subscribe('t', () => {}, { history: 0 });
    await settle();
    const newest = await me.history('t', { limit: 3 });
    expect(payloads(newest.messages)).toEqual(['5', '6', '7']);
    expect(newest.older).toBe(true);
    expect(newest.messages[0]).toMatchObject({
      replayed: true,
      type: 'said',
      position: { offset: 5 },
    });
    const before = newest.messages[0]?.position;
    const older = await me.history('t', { limit: 10, ...(before && { before }) });
    expect(payloads(older.messages)).toEqual(['1', '2', '3', '4']);
    expect(older.older).toBe(false);
    const first = await me.history('t', { after: { epoch: '', offset: 0 }, limit: 4 });
    expect(payloads(first.messages)).toEqual(['1', '2', '3', '4']);
    const rest = await me.history('t', { limit: 4, ...(first.next && { after: first.next }) });
    expect(payloads(rest.messages)).toEqual(['5', '6', '7']);
    expect(rest.next).toBeUndefined();
    // Whoever wrote what was fetched can be named.
    expect([...topic.members.keys()].sort()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7']);
  });

  it('needs a connection and says what the server says', async () => {
    const { client, settle } = world();
    const me = client();
    await expect(me.history('t')).rejects.toMatchObject({ code: 'not_connected' });
    me.connect();
    await settle();
    await expect(me.history('t')).rejects.toMatchObject({ code: 'not_joined' });
  });

  it('an application that kept a position goes on from there', async () => {
    const { server, client, settle } = world();
    for (let n = 1; n <= 5; n += 1) server.publish('t', 'said', `${n}`);
    const me = client();
    const first: Message[] = [];
    const late: Message[] = [];
    const since = { epoch: 'e-t', offset: 3 };
    me.connect();
    await settle();
    me.subscribe('t', (m) => first.push(m), { since });
    await settle();
    server.publish('t', 'said', '6');
    await settle();
    me.subscribe('t', (m) => late.push(m), { since });
    server.publish('t', 'said', '7');
    await settle();
    expect(payloads(first)).toEqual(['4', '5', '6', '7']);
    expect(payloads(late)).toEqual(['4', '5', '6', '7']);
  });
});

describe('a large roster', () => {
  it('comes in pages by stable id', async () => {
    const { server, client, settle } = world();
    const me = client();
    me.connect();
    me.subscribe('t', () => {});
    for (const member of [2, 3]) server.visitor(member, 't');
    await settle();
    const first = await me.roster('t');
    expect(first).toMatchObject({
      count: 3,
      members: [{ scid: 'm1' }, { scid: 'm2' }],
      after: 'm2',
    });
    const rest = await me.roster('t', { after: 'm2' });
    expect(rest.members.map((m) => m.scid)).toEqual(['m3']);
    expect(rest.after).toBeUndefined();
  });
});
