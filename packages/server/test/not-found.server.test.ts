import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createParley, type Parley } from '../src/index.ts';

let folder: string;
let parley: Parley;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-nothing-'));
  parley = await createParley({ dataDir: folder, web: null, logLevel: 'silent' });
});
afterAll(async () => {
  await parley.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a server without pages tells what it has nothing for as its paths promise', () => {
  it.each(['/', '/rooms/general', '/api/nothing', '/metrics/more'])(
    'says so at %s',
    async (path) => {
      const answer = await parley.app.inject(path);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toEqual({
        error: { code: 'not_found', message: `There is nothing at GET ${path}.` },
      });
    },
  );

  it.each(['/cable', '/sock'])('says that %s is for sockets', async (path) => {
    const answer = await parley.app.inject(path);
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual({
      error: { code: 'not_found', message: `${path} is for WebSockets.` },
    });
  });

  it.each(['/api/headless/v1/nothing', '/api/v1/headless/nothing'])(
    'says so at %s in the form of the headless bases',
    async (path) => {
      const answer = await parley.app.inject({ method: 'POST', url: `${path}?token=secret` });
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toEqual({
        success: false,
        message: `There is nothing at POST ${path}.`,
        error_details: { code: 'not_found' },
      });
    },
  );
});
