import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { samplePng, startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parley } from './command.ts';
import { ask, signIn, type Person } from './people.ts';

let server: TestServer;
let person: Person;
let folder: string;
let topic: string;

beforeAll(async () => {
  server = await startParley();
  folder = await mkdtemp(join(tmpdir(), 'parley-backup-'));
  person = await signIn(server, 1);
  const { body } = await ask(server, person, 'GET /api/bookings');
  const [booking] = body['bookings'] as { id: number }[];
  topic = `exchange/text:${booking?.id}`;
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** Sends a file; answers its address. */
async function send(file: string | Buffer): Promise<string> {
  const query = new URLSearchParams({ topic, name: 'x' });
  const response = await fetch(`${server.url}/api/files?${query}`, {
    method: 'POST',
    headers: { cookie: person.cookie, origin: server.url },
    body: Buffer.from(file),
  });
  return ((await response.json()) as { url: string }).url;
}

async function get(url: string): Promise<Buffer | number> {
  const response = await fetch(server.url + url, { headers: { cookie: person.cookie } });
  return response.ok ? Buffer.from(await response.arrayBuffer()) : response.status;
}

it('A8 a backup has the files of members, too, and restored they are shown again', async () => {
  const picture = samplePng(50, 40);
  const urls = [await send('the plan'), await send(picture), await send('to be deleted')];
  const [plan = '', shown = '', gone = ''] = urls;
  expect((await ask(server, person, `DELETE ${gone}`)).status).toBe(204);

  const copy = join(folder, 'one.backup');
  const bytes = 'the plan'.length + picture.length;
  expect(await parley(server, 'backup', copy)).toContain(
    `Copied 2 files (${bytes} bytes) to ${copy}.files.`,
  );
  expect((await stat(`${copy}.files`)).mode & 0o777).toBe(0o700);
  const late = await send('sent after the backup');

  await server.kill();
  await rm(join(server.folder, 'files'), { recursive: true });
  const said = await parley(server, 'restore', copy, '--replace');
  expect(said).toContain(`Put 2 files (${bytes} bytes) back into ${join(server.folder, 'files')}.`);
  await server.restart();
  person = await signIn(server, 1);
  expect(await get(plan)).toEqual(Buffer.from('the plan'));
  expect(await get(shown)).toEqual(picture);
  expect([await get(gone), await get(late)]).toEqual([404, 404]);

  // The next one into the same folder copies what is new.
  await send('new');
  await rm(copy);
  expect(await parley(server, 'backup', copy)).toContain(`Copied 3 files (${bytes + 3} bytes)`);
});

it('A8 a backup of the database alone says so, and a file without its bytes stops none', async () => {
  const alone = join(folder, 'two.backup');
  const said = await parley(server, 'backup', alone, '--database-only');
  expect(said).toContain('The files of members are not in it.');
  expect(existsSync(`${alone}.files`)).toBe(false);

  await rm(join(server.folder, 'files'), { recursive: true });
  const url = await send('the only one left');
  const copy = join(folder, 'three.backup');
  expect(await parley(server, 'backup', copy)).toContain('Copied 1 file (17 bytes)');
  expect(await get(url)).toEqual(Buffer.from('the only one left'));
});
