import { startParley, SwallowProxy, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AnyClient, soon } from './lib/anycable.ts';
import { ask, cableUrl, newPerson, type Answer, type Person } from './lib/people.ts';
import { RailsClient } from './lib/rails.ts';

const patient = { timeout: 45_000, interval: 50 };
const WEEK = 7 * 86_400_000;

let server: TestServer;
let host: Person;
let client: Person;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  server = await startParley();
  [host, client] = [await newPerson(server), await newPerson(server)];
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(() => server.stop());

async function good({ token }: Person, request: string, body?: unknown): Promise<Answer['body']> {
  const answer = await ask(server, token, request, body);
  if (answer.status >= 300) throw new Error(`${request}: ${answer.status}`);
  return answer.body;
}

/** The client asks for a time of the host's; answers the quote. */
async function askForTime(): Promise<Answer['body']> {
  const slots = [{ weekday: 1, startsAt: '09:00', minutes: 30 }];
  const body = { title: 'Talks', about: '', timeZone: 'UTC', slots };
  const schedule = `/api/schedules/${String((await good(host, 'POST /api/schedules', body))['id'])}`;
  const from = new Date(Date.now() + WEEK).toISOString().slice(0, 10);
  const free = await good(client, `GET ${schedule}/openings?from=${from}&days=8`);
  const [opening] = free['openings'] as readonly { slotId: number; date: string }[];
  const { slotId, date } = opening ?? {};
  return good(client, `POST ${schedule}/quotes`, { slotId, date, title: 'Plans', note: '' });
}

const channel = 'ExchangeChannel';

describe('C5 what happens to a booking, over ExchangeChannel', () => {
  it('is heard by @rails/actioncable, and another member’s is rejected', async () => {
    const rails = new RailsClient(() => `${cableUrl(server)}?token=${client.token}`);
    open.push(rails);
    const own = rails.subscribe({ channel, community_member_id: client.id });
    const foreign = rails.subscribe({ channel, community_member_id: host.id });
    await expect
      .poll(() => [own, foreign].map(({ story }) => story.at(-1)?.[0]), patient)
      .toEqual(['connected', 'rejected']);
    const quote = await askForTime();
    const declined = await good(host, `POST /api/quotes/${String(quote['id'])}/decline`);
    const heard = [quote, declined].map((one) => ({ event: 'quoteChanged', ...one }));
    await expect.poll(() => own.received, patient).toEqual(heard);
    expect(foreign.received).toEqual([]);
  });

  it('is heard by @anycable/core, what happened during a drop with the rest, once and in order', async () => {
    const network = await SwallowProxy.open(server.url);
    open.push(network);
    const any = new AnyClient(cableUrl(network), client.token, soon);
    open.push(any);
    const own = any.subscribe(channel, {});
    await own.channel.ensureSubscribed();
    const before = own.messages.length;
    const quote = await askForTime();
    await expect.poll(() => own.messages.length, patient).toBe(before + 1);
    network.become('cut');
    const booking = await good(host, `POST /api/quotes/${String(quote['id'])}/accept`);
    network.become('open');
    const cancelled = await good(host, `POST /api/bookings/${String(booking['id'])}/cancel`);
    await expect.poll(() => own.messages.length, patient).toBe(before + 4);
    expect(own.messages.slice(before)).toEqual([
      { event: 'quoteChanged', ...quote },
      { event: 'bookingChanged', ...booking },
      expect.objectContaining({ event: 'quoteChanged', status: 'accepted' }),
      { event: 'bookingChanged', ...cancelled },
    ]);
  });
});
