import { startParley, type TestServer } from '@parley/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askFor, listOf, scheduleBody, type Asked, type Row } from './bookings.ts';
import { DemoPeople, subscribe } from './demo-people.ts';
import { ask, type Answer, type Person } from './people.ts';
import type { PlainSocket } from './plain-socket.ts';

let server: TestServer;
let demo: DemoPeople;

beforeAll(async () => {
  server = await startParley();
  demo = await DemoPeople.of(server);
});
afterEach(() => demo.close());
afterAll(() => server.stop());

const person = (who: number): Person => demo.person(who);
const connect = (who: number): Promise<PlainSocket> => demo.connect(who);

/** What comes in a moment, however busy the machine is. */
const soon = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 20_000 });
const as = (who: number, request: string, body?: unknown): Promise<Answer> =>
  ask(server, person(who), request, body);
const codeOf = ({ body }: Answer) => (body as { error?: { code: string } }).error?.code;

const body = scheduleBody;

/** Person 2's schedule, asked for by person 3 at the first free time from so many days on. */
const asked = (days: number): Promise<Asked> =>
  askFor({ host: (...asking) => as(2, ...asking), client: (...asking) => as(3, ...asking) }, days);

describe('B3 a booking from the first question to the end', () => {
  it('is asked for, shown live to both, accepted, joined by the two, and closed when it is cancelled', async () => {
    const [mine, theirs, foreign] = [await connect(2), await connect(3), await connect(4)];
    const channel = (who: number) => `exchange-channel-${person(who).id}`;
    expect(await subscribe(mine, channel(2), 1)).toMatchObject({ op: 'subscribed' });
    expect(await subscribe(theirs, channel(3), 1)).toMatchObject({ op: 'subscribed' });
    expect(await subscribe(foreign, channel(2), 1)).toMatchObject({ code: 'forbidden' });

    const { quote, question, schedule } = await asked(3);
    expect(quote.status).toBe(201);
    const event = (name: string) => (frame: Readonly<Record<string, unknown>>) =>
      (frame['payload'] as { event?: string }).event === name;
    for (const socket of [mine, theirs]) {
      const told = await socket.next('message', event('quoteChanged'));
      expect(told['payload']).toEqual({ event: 'quoteChanged', ...quote.body });
    }
    const twice = await as(3, `POST /api/schedules/${schedule.id}/quotes`, question);
    expect([twice.status, codeOf(twice)]).toEqual([409, 'already_asked']);
    const { id } = quote.body as Row;
    expect((await as(4, `POST /api/quotes/${id}/accept`)).status).toBe(404);
    expect((await as(3, `POST /api/quotes/${id}/accept`)).status).toBe(403);
    const accepted = await as(2, `POST /api/quotes/${id}/accept`);
    expect(accepted.status).toBe(201);
    const booking = accepted.body as Row;
    const told = await theirs.next('message', event('bookingChanged'));
    expect(told['payload']).toEqual({ event: 'bookingChanged', ...booking });
    expect(codeOf(await as(2, `POST /api/quotes/${id}/accept`))).toBe('already_settled');
    const taken = await as(4, `POST /api/schedules/${schedule.id}/quotes`, question);
    expect([taken.status, codeOf(taken)]).toEqual([409, 'slot_taken']);
    const { body: counts } = await as(
      3,
      'GET /api/headless/v1/notifications/new_notifications_count',
    );
    expect(counts['new_inbox_count']).toBeGreaterThan(0);

    const kinds = ['text', 'call', 'whiteboard'].map((kind) => `exchange/${kind}:${booking.id}`);
    for (const [index, topic] of kinds.entries()) {
      expect(await subscribe(mine, topic, 10 + index)).toMatchObject({ op: 'subscribed' });
      expect(await subscribe(theirs, topic, 10 + index)).toMatchObject({ op: 'subscribed' });
      expect(await subscribe(foreign, topic, 10 + index)).toMatchObject({ code: 'forbidden' });
    }
    for (const path of ['', '/cancel']) {
      const method = path === '' ? 'GET' : 'POST';
      const answer = await as(4, `${method} /api/bookings/${booking.id}${path}`);
      expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
    }
    expect((await as(4, `GET /api/exchanges/${booking.id}/attendance`)).status).toBe(404);

    const cancelled = await as(3, `POST /api/bookings/${booking.id}/cancel`);
    expect(cancelled.body).toMatchObject({ id: booking.id, cancelledBy: person(3).id });
    for (const socket of [mine, theirs]) {
      for (const topic of kinds) await socket.find('removed', (frame) => frame['topic'] === topic);
      expect(await subscribe(socket, kinds[0] ?? '', 20)).toMatchObject({ code: 'forbidden' });
    }
    expect(codeOf(await as(2, `POST /api/bookings/${booking.id}/cancel`))).toBe('already_settled');
  });

  it('is rated by the two, and not before it begins', async () => {
    const now = listOf(await as(1, 'GET /api/bookings?when=coming'), 'bookings')[0];
    const path = `/api/exchanges/${now?.id}`;
    const rated = await as(1, `PUT ${path}/rating`, { thumb: 'up', text: ' Good. ' });
    expect(rated.body).toMatchObject({
      id: now?.id,
      booking: { id: now?.id },
      ratings: [{ memberId: person(1).id, thumb: 'up', text: 'Good.' }],
    });
    await as(1, `PUT ${path}/rating`, { thumb: 'down' });
    const { body: seen } = await as(4, `GET ${path}`);
    expect(seen['ratings']).toMatchObject([{ memberId: person(1).id, thumb: 'down', text: '' }]);
    expect((await as(2, `PUT ${path}/rating`, { thumb: 'up' })).status).toBe(404);
    const bad = await as(1, `PUT ${path}/rating`, { thumb: 'sideways' });
    expect([bad.status, bad.body['error']]).toMatchObject([422, { fields: { thumb: /up|down/u } }]);
    const { quote } = await asked(10);
    const { body: later } = await as(2, `POST /api/quotes/${String(quote.body['id'])}/accept`);
    const early = await as(2, `PUT /api/exchanges/${String(later['id'])}/rating`, { thumb: 'up' });
    expect([early.status, codeOf(early)]).toEqual([409, 'not_yet']);
  });
});

describe('who was connected when', () => {
  it('is noted as they come and go, and a crash of the server is no departure for who comes back', async () => {
    const now = listOf(await as(1, 'GET /api/bookings?when=coming'), 'bookings')[0];
    const log = async () => {
      const answer = await as(1, `GET /api/exchanges/${now?.id}/attendance`);
      return answer.body['attendance'] as readonly {
        readonly memberId: number;
        readonly kind: string;
        readonly enteredOn: string;
        readonly leftOn: string | null;
      }[];
    };
    const topic = `exchange/call:${now?.id}`;
    const [ada, bob] = [await connect(1), await connect(4)];
    await subscribe(ada, topic, 1);
    await subscribe(bob, topic, 1);
    await soon(log).toHaveLength(2);
    bob.send({ op: 'unsubscribe', id: 2, topic });
    const ofBob = async () => (await log()).find(({ memberId }) => memberId === person(4).id);
    await soon(async () => (await ofBob())?.leftOn).toBeTypeOf('string');
    const before = (await log()).find(({ memberId }) => memberId === person(1).id);
    expect(before).toMatchObject({ kind: 'call', leftOn: null });

    await server.kill();
    await server.restart();
    const again = await connect(1);
    await subscribe(again, topic, 1);
    again.send({ op: 'unsubscribe', id: 2, topic });
    const ofAda = async () => (await log()).filter(({ memberId }) => memberId === person(1).id);
    await soon(async () => (await ofAda()).at(-1)?.leftOn).toBeTypeOf('string');
    expect(await ofAda()).toMatchObject([{ enteredOn: before?.enteredOn }]);
    const { body: exchange } = await as(1, `GET /api/exchanges/${now?.id}`);
    expect(exchange['beganOn']).toBe(before?.enteredOn);
  });

  it('is noted to the end when the server is stopped', async () => {
    const now = listOf(await as(1, 'GET /api/bookings?when=coming'), 'bookings')[0];
    const path = `GET /api/exchanges/${now?.id}/attendance`;
    const whiteboard = async () =>
      (
        (await as(1, path)).body['attendance'] as readonly { kind: string; leftOn: string | null }[]
      ).filter(({ kind }) => kind === 'whiteboard');
    const ada = await connect(1);
    await subscribe(ada, `exchange/whiteboard:${now?.id}`, 1);
    await soon(whiteboard).toMatchObject([{ leftOn: null }]);
    await server.restart();
    expect(await whiteboard()).toMatchObject([{ leftOn: expect.any(String) }]);
  });
});

describe('bad input', () => {
  it('names the fields that are wrong, and changes nothing', async () => {
    const slots = [{ weekday: 1, startsAt: '09:00', minutes: 30 }];
    const fieldsOf = async (changes: object) => {
      const given = { ...body, slots, ...changes };
      const answer = await as(4, 'POST /api/schedules', given);
      expect(answer.status).toBe(422);
      const { error } = answer.body as { error: { fields?: Record<string, string> } };
      return Object.keys(error.fields ?? { '': '' });
    };
    expect(await fieldsOf({ title: ' ' })).toEqual(['title']);
    expect(await fieldsOf({ title: 'a\u0000b' })).toEqual(['title']);
    expect(await fieldsOf({ timeZone: 'Mars/Olympus' })).toEqual(['timeZone']);
    expect(await fieldsOf({ timeZone: '+02:00' })).toEqual(['timeZone']);
    const slot = (change: object) => ({ slots: [{ ...slots[0], ...change }] });
    expect(await fieldsOf(slot({ weekday: 8 }))).toEqual(['slots.0.weekday']);
    expect(await fieldsOf(slot({ startsAt: '24:00' }))).toEqual(['slots.0.startsAt']);
    expect(await fieldsOf(slot({ minutes: 1.5 }))).toEqual(['slots.0.minutes']);
    expect(await fieldsOf({ slots: [...slots, ...slots] })).toEqual(['']);
    expect(await fieldsOf({ slots: Array(101).fill(slots[0]) })).toEqual(['slots']);
    const mine = await as(4, 'GET /api/schedules?owner=me');
    expect(mine.body).toEqual({ schedules: [], next: null });

    const status = async (request: string, given?: unknown) => (await as(4, request, given)).status;
    const other = listOf(await as(4, 'GET /api/schedules?limit=1'), 'schedules')[0];
    const at = `/api/schedules/${other?.id}`;
    expect(await status(`PUT ${at}`, { ...body, slots })).toBe(404);
    expect(await status(`DELETE ${at}`)).toBe(404);
    expect(await status(`GET ${at}/openings?days=32`)).toBe(422);
    expect(await status(`GET ${at}/openings?from=2026-02-30`)).toBe(422);
    expect(await status(`POST ${at}/quotes`, { slotId: 1, date: 'soon', title: 'x' })).toBe(422);
    expect(await status('GET /api/schedules/x')).toBe(404);
    expect(await status('GET /api/bookings/99999999999999999999')).toBe(404);
    expect(await status('GET /api/bookings?cursor=abc')).toBe(422);
    expect(await status('GET /api/bookings?cursor=9...9')).toBe(200);
    expect(await status('GET /api/quotes')).toBe(422);
    expect((await ask(server, null, 'GET /api/schedules')).status).toBe(401);
  });
});
