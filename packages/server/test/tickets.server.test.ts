import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, signIn, ticketOf, tokenOf, type Person } from './people.ts';
import { PlainSocket, upgrade } from './plain-socket.ts';

let server: TestServer;
let ada: Person;

beforeAll(async () => {
  server = await startParley({
    env: { PARLEY_ORIGINS: 'https://app.example.com', PARLEY_DEMO: '1' },
  });
  ada = await signIn(server, 1);
});
afterAll(async () => {
  await server.stop();
});

const refused = (code: string) => ({
  status: 401,
  type: 'application/json; charset=utf-8',
  code,
});

describe('A1 a signed-in browser gets a ticket and opens one socket for the whole app', () => {
  it('lets the ticket in once, and refuses its second use before the upgrade', async () => {
    const ticket = await ticketOf(server, ada);
    const socket = await PlainSocket.open(server, ticket);
    const [welcome] = socket.frames;
    expect(welcome).toMatchObject({ op: 'welcome', connectionId: ticket.split(':')[0] });
    expect(await upgrade(server, `/sock?ticket=${ticket}`)).toEqual(refused('ticket_refused'));
    expect(await upgrade(server, `/sock/${ticket}`)).toEqual(refused('ticket_refused'));
    // The first connection goes on.
    socket.send({ op: 'ping' });
    await socket.next('pong');
    socket.close();
  });

  it('lets two tabs in that asked at the same moment', async () => {
    const tickets = await Promise.all([ticketOf(server, ada), ticketOf(server, ada)]);
    const tabs = await Promise.all(tickets.map((ticket) => PlainSocket.open(server, ticket)));
    const ids = tabs.map(({ frames }) => frames[0]?.['connectionId']);
    expect(new Set(ids).size).toBe(2);
    for (const tab of tabs) tab.close();
  });

  it('lets one ticket in once when two sockets race for it', async () => {
    const ticket = await ticketOf(server, ada);
    const races = await Promise.all([1, 2, 3].map(() => upgrade(server, `/sock?ticket=${ticket}`)));
    expect(races.map(({ status }) => status).sort((a, b) => a - b)).toEqual([101, 401, 401]);
  });

  it('refuses a ticket that has expired', async () => {
    const short = await startParley({ env: { PARLEY_TICKET_LIFETIME: '1' } });
    try {
      const person = await signIn(short, 1);
      const { body } = await ask(short, person, 'POST /ticket');
      // The server's clock is this machine's: once it is past, the ticket must be, too.
      await expect.poll(() => Date.now() > Date.parse(String(body['expiresAt']))).toBe(true);
      const late = await upgrade(short, `/sock?ticket=${String(body['ticket'])}`);
      expect(late).toEqual(refused('ticket_refused'));
    } finally {
      await short.stop();
    }
  });

  it('gives no ticket to those who are not signed in', async () => {
    expect(await ask(server, null, 'POST /ticket')).toMatchObject({
      status: 401,
      body: { error: { code: 'not_signed_in' } },
    });
  });
});

describe('B1 both forms upgrade once; missing, foreign and mangled tickets get an HTTP status', () => {
  it('upgrades /sock?ticket= and /sock/<ticket>', async () => {
    expect(await upgrade(server, `/sock?ticket=${await ticketOf(server, ada)}`)).toEqual({
      status: 101,
    });
    expect(await upgrade(server, `/sock/${await ticketOf(server, ada)}`)).toEqual({ status: 101 });
  });

  it('lets GET ask for a ticket, too', async () => {
    const { body } = await ask(server, ada, 'GET /ticket');
    expect(await upgrade(server, `/sock?ticket=${String(body['ticket'])}`)).toEqual({
      status: 101,
    });
  });

  it.each([
    ['/sock', 'ticket_missing'],
    ['/sock/', 'ticket_missing'],
    ['/sock?ticket=', 'ticket_missing'],
    ['/sock?ticket=made:up', 'ticket_refused'],
    ['/sock/%E0%A4%A', 'ticket_missing'],
    [`/sock?ticket=${'x'.repeat(5000)}`, 'ticket_missing'],
  ])('refuses %.40s with %s', async (path, code) => {
    expect(await upgrade(server, path)).toEqual(refused(code));
  });

  it('refuses a ticket of another page, which is used up by the try', async () => {
    const ticket = await ticketOf(server, ada, 'https://app.example.com');
    expect(await upgrade(server, `/sock?ticket=${ticket}`)).toEqual(refused('ticket_foreign'));
    const again = await upgrade(server, `/sock?ticket=${ticket}`, 'https://app.example.com');
    expect(again).toEqual(refused('ticket_refused'));
    const good = await ticketOf(server, ada, 'https://app.example.com');
    const page = await upgrade(server, `/sock?ticket=${good}`, 'https://app.example.com');
    expect(page).toEqual({ status: 101 });
  });

  it('refuses a page of an origin that is not allowed, and does not use its ticket up', async () => {
    const ticket = await ticketOf(server, ada);
    expect(await upgrade(server, `/sock?ticket=${ticket}`, 'https://evil.test')).toMatchObject({
      status: 403,
      code: 'origin_not_allowed',
    });
    expect(await upgrade(server, `/sock?ticket=${ticket}`, null)).toEqual(
      refused('ticket_foreign'),
    );
    expect(await upgrade(server, '/elsewhere')).toMatchObject({ status: 404 });
  });

  it('lets a program in that has a token and no origin', async () => {
    const authorization = `Bearer ${await tokenOf(server, ada.id)}`;
    const answer = await fetch(`${server.url}/ticket`, {
      method: 'POST',
      headers: { authorization },
    });
    const { ticket } = (await answer.json()) as { ticket: string };
    expect(await upgrade(server, `/sock?ticket=${ticket}`, null)).toEqual({ status: 101 });
  });
});
