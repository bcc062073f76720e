import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createParley, type Parley } from '../src/index.ts';
import { metricRows } from '../src/metrics/rows.ts';
import { CableSocket } from './cable-socket.ts';
import { ask, signIn, ticketOf, tokenOf } from './people.ts';
import { PlainSocket } from './plain-socket.ts';

let server: TestServer;

beforeAll(async () => {
  const env = {
    PARLEY_FILE_BYTES: '1000',
    PARLEY_TURN_URLS: 'turn:127.0.0.1:9',
    PARLEY_TURN_SECRET: 'a-secret-of-thirty-two-characters',
  };
  server = await startParley({ env });
});
afterAll(async () => {
  await server.stop();
});

const scrape = async (token?: string): Promise<Response> =>
  fetch(`${server.url}/metrics`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });

/** The values by name and labels, as they are written. */
function valuesIn(text: string): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^([^#\s]\S*) (\S+)$/u.exec(line) ?? [];
    if (name !== undefined) values.set(name, Number(value));
  }
  return values;
}

async function metrics(): Promise<(name: string) => number> {
  const values = valuesIn(await (await scrape(server.appToken)).text());
  return (name) => values.get(name) ?? 0;
}

async function runs(options: Parameters<typeof createParley>[0]): Promise<Parley> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-metrics-'));
  const parley = await createParley({
    ...options,
    dataDir: folder,
    web: null,
    logLevel: 'silent',
  });
  onTestFinished(async () => {
    await parley.close();
    rmSync(folder, { recursive: true });
  });
  return parley;
}

describe('who may read the metrics', () => {
  it('is who shows the app token, and no member', async () => {
    const { id } = await signIn(server, 1);
    const refused = [
      await scrape(),
      await scrape('wrong'),
      await scrape(await tokenOf(server, id)),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(await refused[0]?.json()).toMatchObject({ error: { code: 'app_token_needed' } });
    const told = await scrape(server.appToken);
    expect(told.status).toBe(200);
    expect(told.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(told.headers.get('cache-control')).toBe('no-store');
  });

  it('is everybody where they are open, and nobody where they are off', async () => {
    const open = await (await runs({ metrics: 'open' })).app.inject('/metrics');
    expect(open.statusCode).toBe(200);
    expect(open.body).toContain('\nparley_topics 0\n');
    const off = await (await runs({ metrics: 'off' })).app.inject('/metrics');
    expect(off.statusCode).toBe(404);
    expect(off.json()).toMatchObject({ error: { code: 'not_found' } });
  });
});

describe('the metrics of a server', () => {
  it('have the names of the documentation; those of Redis only with Redis', async () => {
    const text = await (await scrape(server.appToken)).text();
    const told = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gmu)].map(([, name]) => name);
    const redis = ['parley_redis_up', 'parley_tickets_fallback'];
    const names = Object.keys(metricRows).filter((name) => !redis.includes(name));
    expect(told).toEqual(expect.arrayContaining(names));
    expect(told).toEqual(
      expect.arrayContaining([
        'parley_http_requests_total',
        'parley_http_request_duration_seconds',
        'parley_event_loop_delay_seconds',
        'process_cpu_seconds_total',
        'process_resident_memory_bytes',
        'nodejs_gc_duration_seconds',
      ]),
    );
    expect(told.filter((name) => name !== undefined && redis.includes(name))).toEqual([]);
    const values = valuesIn(text);
    expect(values.get('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    expect(values.get('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(values.get('parley_rights_stale')).toBe(0);
    expect([...values.values()].filter((value) => Number.isNaN(value))).toEqual([]);
  });

  it('move with connections, publications, deliveries and refused frames', async () => {
    const people = [await signIn(server, 1), await signIn(server, 2)];
    const before = await metrics();
    const sockets: PlainSocket[] = [];
    for (const person of people) {
      const socket = await PlainSocket.open(server, await ticketOf(server, person));
      socket.send({ op: 'subscribe', id: 1, topic: 'chat:measured' });
      await socket.next('page');
      sockets.push(socket);
    }
    const [ada, bob] = sockets;
    if (ada === undefined || bob === undefined) throw new TypeError('Two people are needed.');
    const during = await metrics();
    expect(during('parley_connections{dialect="topic"}')).toBe(2);
    expect(during('parley_topics') - before('parley_topics')).toBe(1);

    const transmit = { op: 'transmit', topic: 'chat:measured', action: 'noted', payload: 1 };
    ada.send({ ...transmit, id: 2, store: true });
    await bob.next('message', ({ store }) => store === true);
    ada.send({ ...transmit, id: 3, store: false });
    await bob.next('message', ({ store }) => store === false);
    ada.send('{ this is none');
    await ada.find('error');
    for (const socket of sockets) socket.close();

    await expect.poll(async () => (await metrics())('parley_connections{dialect="topic"}')).toBe(0);
    const after = await metrics();
    const moved = (name: string): number => after(name) - before(name);
    expect(moved('parley_sessions_opened_total{dialect="topic"}')).toBe(2);
    expect(moved('parley_sessions_ended_total{reason="left"}')).toBe(2);
    expect(moved('parley_publications_total{kind="stored"}')).toBe(1);
    expect(moved('parley_publications_total{kind="transient"}')).toBe(1);
    // Each message to both; what the roster tells them comes on top.
    expect(moved('parley_deliveries_total')).toBeGreaterThanOrEqual(4);
    expect(moved('parley_deliveries_missed_total')).toBe(0);
    expect(moved('parley_frames_refused_total{dialect="topic"}')).toBe(1);
    expect(moved('parley_log_reads_total')).toBeGreaterThan(0);
  });

  it('count what is odd on a cable', async () => {
    const { id } = await signIn(server, 3);
    const before = await metrics();
    const authorization = `Bearer ${await tokenOf(server, id)}`;
    const socket = new CableSocket(server.url, {
      headers: { authorization },
      protocols: ['actioncable-v1-json'],
    });
    expect(await socket.next()).toMatchObject({ type: 'welcome' });
    socket.send('[]');
    socket.send({ command: 'dance' });
    const odd = async (): Promise<number> =>
      (await metrics())('parley_frames_refused_total{dialect="cable"}') -
      before('parley_frames_refused_total{dialect="cable"}');
    await expect.poll(odd).toBe(2);
    socket.close();
  });

  it('count connections that the server ended by its reason, and writes by their refusal', async () => {
    const person = await signIn(server, 4);
    const before = await metrics();
    const socket = await PlainSocket.open(server, await ticketOf(server, person));
    await ask(server, person, 'DELETE /api/session');
    await socket.closed;
    const publish = (payload: unknown) =>
      ask(
        server,
        null,
        'POST /api/publish',
        { topic: 'chat:refused', action: 'x', payload, id: 'same' },
        { authorization: `Bearer ${server.appToken}` },
      );
    await publish(1);
    await publish(2);
    const after = await metrics();
    const moved = (name: string): number => after(name) - before(name);
    expect(moved('parley_sessions_ended_total{reason="signed_out"}')).toBe(1);
    expect(moved('parley_writes_failed_total{code="message_id_reused"}')).toBe(1);
    expect(moved('parley_writes_failed_total{code="store_unavailable"}')).toBe(0);
  });

  it('count files that are kept and their bytes, those that are refused, and credentials for calls', async () => {
    const person = await signIn(server, 1);
    const { body } = await ask(server, person, 'GET /api/bookings');
    const [booking] = body['bookings'] as { id: number }[];
    const before = await metrics();
    const upload = async (file: string | Uint8Array<ArrayBuffer>): Promise<number> => {
      const query = new URLSearchParams({ topic: `exchange/text:${booking?.id}`, name: 'x' });
      const headers = { cookie: person.cookie, origin: server.url };
      const to = `${server.url}/api/files?${query}`;
      return (await fetch(to, { method: 'POST', headers, body: file })).status;
    };
    expect(await upload('ten bytes.')).toBe(201);
    expect(await upload('twelve bytes')).toBe(201);
    expect(await upload('x'.repeat(1001))).toBe(413);
    expect(await upload(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0xff]))).toBe(415);
    await ask(server, person, 'POST /api/ice-servers', { topic: `exchange/call:${booking?.id}` });
    await ask(server, person, 'POST /api/ice-servers', { topic: 'exchange/call:0' });
    const after = await metrics();
    const moved = (name: string): number => after(name) - before(name);
    expect(moved('parley_files_kept_total')).toBe(2);
    expect(moved('parley_files_kept_bytes_total')).toBe(22);
    expect(moved('parley_files_refused_total{code="file_too_large"}')).toBe(1);
    expect(moved('parley_files_refused_total{code="file_refused"}')).toBe(1);
    expect(moved('parley_turn_credentials_total')).toBe(1);
  });

  it('count requests by the pattern of their route, so that no path makes up a new one', async () => {
    const person = await signIn(server, 5);
    const before = await metrics();
    for (const uuid of ['zq1', 'zq2', 'zq3']) {
      await ask(server, person, `GET /api/headless/v1/messages/${uuid}`);
      await fetch(`${server.url}/made/up/${uuid}`);
      await fetch(`${server.url}/api/nothing/${uuid}`, { method: 'PROPFIND' });
    }
    const text = await (await scrape(server.appToken)).text();
    expect(text).not.toMatch(/zq|made|PROPFIND/u);
    const after = valuesIn(text);
    const moved = (name: string): number => (after.get(name) ?? 0) - before(name);
    const rooms = 'method="GET",route="/api/headless/v1/messages/{uuid}"';
    expect(moved(`parley_http_requests_total{${rooms},status="404"}`)).toBe(3);
    expect(moved(`parley_http_request_duration_seconds_count{${rooms}}`)).toBe(3);
    expect(
      moved('parley_http_requests_total{method="any",route="other",status="404"}'),
    ).toBeGreaterThanOrEqual(3);
  });
});
