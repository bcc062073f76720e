import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createParley, type Parley } from '../src/index.ts';
import type { ApiDocument } from '../src/rest/openapi/document.ts';

/** What is there without being an API: it is not in the document, and nothing else may be missing. */
const NOT_API = new Set([
  'GET /healthz',
  'GET /readyz',
  'GET /openapi.json',
  'GET /docs',
  // It tells of itself, in its own way.
  'POST /graphql',
  'GET /docs/start.js',
  // What Fastify prints of `/docs/static/*`.
  'GET /docs*',
]);

let folder: string;
let parley: Parley;
let document: ApiDocument;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-openapi-'));
  parley = await createParley({ dataDir: folder, web: null, logLevel: 'silent' });
  document = (await parley.app.inject('/openapi.json')).json<ApiDocument>();
});
afterAll(async () => {
  await parley.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What Fastify has, read off the tree that it prints. */
function registered(): string[] {
  const found: string[] = [];
  const parts: string[] = [];
  for (const line of parley.app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', part = '', methods] =
      /^([│\s]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/u.exec(line) ?? [];
    if (part === '') continue;
    parts.splice(indent.length / 4, Infinity, part);
    for (const method of methods?.split(', ') ?? []) {
      if (method !== 'HEAD' && method !== 'OPTIONS') found.push(`${method} ${parts.join('')}`);
    }
  }
  return found;
}

const documented = (): string[] =>
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map(
      (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/gu, ':$1')}`,
    ),
  );

describe('the API document', () => {
  it('is an OpenAPI 3.1 document', async () => {
    const { valid, errors } = await new Validator().validate({ ...structuredClone(document) });
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(document.openapi).toBe('3.1.0');
  });

  it('tells of every route that there is, and of none that there is not', () => {
    const there = registered().filter((route) => !NOT_API.has(route));
    expect(there.length).toBeGreaterThan(40);
    expect(documented().toSorted()).toEqual(there.toSorted());
  });

  it('refers to nothing that it does not hold, and calls no two things by one name', () => {
    const text = JSON.stringify(document);
    const names = new Set(Object.keys(document.components['schemas'] as object));
    const refs = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/gu)];
    expect(refs.length).toBeGreaterThan(40);
    expect(refs.map(([, name]) => name).filter((name) => !names.has(name ?? ''))).toEqual([]);
    expect(text).not.toContain('#/$defs/');
    const ids = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map((operation) => operation['operationId']),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names every part of a path, and nothing else, as a parameter of it', () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      const parts = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name);
      for (const { parameters = [] } of Object.values(operations)) {
        const inPath = (parameters as { in: string; name: string }[])
          .filter((parameter) => parameter.in === 'path')
          .map(({ name }) => name);
        expect([path, inPath.toSorted()]).toEqual([path, parts.toSorted()]);
      }
    }
  });

  it('asks for a body only where there is something that must be said', () => {
    const required = (path: string) =>
      (document.paths[path]?.['post']?.['requestBody'] as { required: boolean } | undefined)
        ?.required;
    expect(required('/api/headless/v1/messages')).toBe(true);
    expect(required('/api/headless/v1/messages/{uuid}/typing')).toBe(false);
    expect(required('/api/headless/v1/messages/{uuid}/pin')).toBe(undefined);
  });

  it('tells of every event that comes over sockets, with its schema', () => {
    const events = document['x-events'];
    expect(Object.keys(events).toSorted()).toEqual(
      [
        'bookingChanged',
        'callAnswered',
        'callBusy',
        'callCancelled',
        'callDeclined',
        'callRinging',
        'chatRoomCreated',
        'chatRoomDeleted',
        'chatRoomPinned',
        'chatRoomRead',
        'chatRoomUnPinned',
        'chatRoomUpdated',
        'chatThreadRead',
        'deletedMessage',
        'exchangeRated',
        'newMessage',
        'newNotification',
        'quoteChanged',
        'resetNewNotificationCount',
        'scheduleChanged',
        'typing',
        'updateNewNotificationCount',
        'updatedMessage',
      ].toSorted(),
    );
    for (const name of Object.keys(events)) {
      expect(document.info.description).toContain(`| \`${name}\` |`);
      expect(events[name]).toHaveProperty('schema');
    }
  });
});

describe('the page of the API', () => {
  it('is whole on this server: no part of it is anywhere else', async () => {
    const page = await parley.app.inject('/docs');
    expect(page.statusCode).toBe(200);
    const parts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/gu)].map(([, url]) => url ?? '');
    expect(parts.length).toBe(4);
    for (const url of parts) {
      expect(url).toMatch(/^\/docs\//u);
      expect((await parley.app.inject(url)).statusCode).toBe(200);
    }
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  });

  it('hands out nothing else of the viewer', async () => {
    expect((await parley.app.inject('/docs/static/index.html')).statusCode).toBe(404);
  });
});
