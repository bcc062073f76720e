import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createParley } from '../src/index.ts';
import { ask, clientOf, newMember, signIn, ticketOf, tokenOf, type Person } from './people.ts';
import { PlainSocket, upgrade } from './plain-socket.ts';

let server: TestServer;
const open: PlainSocket[] = [];

beforeAll(async () => {
  server = await startParley();
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});
afterAll(async () => {
  await server.stop();
});

async function connect(person: Person): Promise<PlainSocket> {
  const socket = await PlainSocket.open(server, await ticketOf(server, person));
  open.push(socket);
  return socket;
}

async function connectProgram(person: Person): Promise<PlainSocket> {
  const authorization = `Bearer ${await tokenOf(server, person.id)}`;
  const answer = await fetch(`${server.url}/ticket`, {
    method: 'POST',
    headers: { authorization },
  });
  const { ticket } = (await answer.json()) as { ticket: string };
  const socket = await PlainSocket.open(server, ticket);
  open.push(socket);
  return socket;
}

/** Signs one new member in as often as asked: on the laptop, on the phone. */
async function devices(count: number): Promise<{ password: string; at: Person[] }> {
  const { email, password } = await newMember(server);
  const at: Person[] = [];
  for (let n = 0; n < count; n += 1) at.push(await signIn(server, email, password));
  return { password, at };
}

const wasSignedOut = async (socket: PlainSocket): Promise<void> => {
  expect(await socket.next('disconnect')).toMatchObject({ reason: 'signed_out', reconnect: false });
  expect(await socket.closed).toMatchObject({ code: 4500 });
};

const lives = async (socket: PlainSocket): Promise<void> => {
  socket.send({ op: 'ping' });
  await socket.next('pong');
};

const sessionId = async (person: Person): Promise<string> => {
  const { body } = await ask(server, person, 'GET /api/session');
  return (body as { session: { id: string } }).session.id;
};

describe('A1 C12 when a credential ends, its live sockets end with it, and no others', () => {
  it('signing out closes every tab of that session', async () => {
    const { at } = await devices(2);
    const [laptop, phone] = at as [Person, Person];
    const tabs = [await connect(laptop), await connect(laptop)];
    const others = [await connect(phone), await connectProgram(laptop)];
    const unused = await ticketOf(server, laptop);
    expect(await ask(server, laptop, 'DELETE /api/session')).toMatchObject({ status: 204 });
    for (const tab of tabs) await wasSignedOut(tab);
    for (const other of others) await lives(other);
    expect(await upgrade(server, `/sock?ticket=${unused}`)).toMatchObject({ status: 401 });
    expect(await ask(server, laptop, 'POST /ticket')).toMatchObject({ status: 401 });
  });

  it('ending a session from another device closes its sockets at once', async () => {
    const { at } = await devices(2);
    const [laptop, phone] = at as [Person, Person];
    const [here, there] = [await connect(laptop), await connect(phone)];
    const path = `DELETE /api/sessions/${await sessionId(phone)}`;
    expect(await ask(server, laptop, path)).toMatchObject({ status: 204 });
    await wasSignedOut(there);
    await lives(here);
  });

  it("nobody ends another's session", async () => {
    const [mine, theirs] = [(await devices(1)).at[0], (await devices(1)).at[0]];
    if (mine === undefined || theirs === undefined) throw new Error('Nobody signed in.');
    const socket = await connect(theirs);
    await ask(server, mine, `DELETE /api/sessions/${await sessionId(theirs)}`);
    await lives(socket);
    expect(await ask(server, theirs, 'GET /api/session')).toMatchObject({ status: 200 });
  });

  it('changing the password closes the other devices', async () => {
    const { at, password: current } = await devices(3);
    const [laptop, phone, tablet] = at as [Person, Person, Person];
    const here = await connect(laptop);
    const there = [await connect(phone), await connect(tablet)];
    const body = { current, password: 'another good password' };
    const changed = await ask(server, laptop, 'PUT /api/session/password', body);
    expect(changed.status).toBe(204);
    for (const socket of there) await wasSignedOut(socket);
    await lives(here);
    await expect(signIn(server, laptop.email, current)).rejects.toThrow('could not sign in');
    expect(await signIn(server, laptop.email, body.password)).toMatchObject({ id: laptop.id });
  });

  it('a page that was signed out does not come back by itself', async () => {
    const { at } = await devices(1);
    const [laptop] = at as [Person];
    const client = clientOf(server, laptop);
    client.connect();
    await expect.poll(() => client.state).toBe('open');
    await ask(server, laptop, 'DELETE /api/session');
    await expect.poll(() => client.state).toBe('refused');
    client.disconnect();
  });

  it('a member who is kept out loses every socket, of sessions and of tokens', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-inside-'));
    const parley = await createParley({ dataDir: folder, logLevel: 'silent', web: null });
    try {
      const body = { email: 'eve@example.com', name: 'Eve', password: 'a good password' };
      const { id } = await parley.identity.createMember({ ...body, role: 'member' });
      const url = await parley.listen({ port: 0 });
      const { token } = await parley.identity.mintToken(id);
      const inside = { url } as TestServer;
      const eve = await signIn(inside, body.email, body.password);
      const bySession = await PlainSocket.open(inside, await ticketOf(inside, eve));
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${url}/ticket`, { method: 'POST', headers });
      const { ticket } = (await answer.json()) as { ticket: string };
      const byToken = await PlainSocket.open(inside, ticket);
      await parley.identity.setMemberActive(id, false);
      await wasSignedOut(bySession);
      await wasSignedOut(byToken);
      const later = await fetch(`${url}/ticket`, { method: 'POST', headers });
      expect(later.status).toBe(401);
    } finally {
      await parley.close();
      rmSync(folder, { recursive: true });
    }
  });
});
