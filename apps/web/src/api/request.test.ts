import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from './api-error.ts';
import { request } from './request.ts';

function answer(status: number, body?: unknown): void {
  const text = body === undefined ? null : JSON.stringify(body);
  vi.stubGlobal('fetch', async () => new Response(text, { status }));
}

async function failure(): Promise<ApiError> {
  try {
    await request('GET', '/api/things');
  } catch (error) {
    if (error instanceof ApiError) return error;
  }
  throw new Error('It did not fail as it should.');
}

afterEach(() => vi.unstubAllGlobals());

describe('a request', () => {
  it('gives what the server said', async () => {
    answer(200, { things: [] });
    expect(await request('GET', '/api/things')).toEqual({ things: [] });
  });

  it('gives nothing for 204', async () => {
    answer(204);
    expect(await request('DELETE', '/api/session')).toBeUndefined();
  });

  it('fails with the server’s code, fields and patience', async () => {
    answer(422, {
      error: { code: 'invalid', message: 'No.', fields: { name: 'Too long.' }, retryAfter: 5 },
    });
    expect(await failure()).toMatchObject({
      code: 'invalid',
      status: 422,
      fields: { name: 'Too long.' },
      retryAfter: 5,
    });
  });

  it('fails the same where the answer has the form of the headless API', async () => {
    answer(429, {
      success: false,
      message: 'Slowly.',
      error_details: { code: 'rate_limited', fields: { name: 'No.' }, retry_after: 7 },
    });
    expect(await failure()).toMatchObject({
      code: 'rate_limited',
      message: 'Slowly.',
      status: 429,
      fields: { name: 'No.' },
      retryAfter: 7,
    });
  });

  it('is offline when nothing answers, or a proxy says that nobody does', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('Failed to fetch');
    });
    expect((await failure()).code).toBe('offline');
    vi.stubGlobal('fetch', async () => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    expect((await failure()).code).toBe('offline');
  });

  it('sends JSON, and says so', async () => {
    const sent = vi.fn(async (_path: string, _init: RequestInit) => Response.json({}));
    vi.stubGlobal('fetch', sent);
    await request('POST', '/api/things', { body: { name: 'Ä' } });
    const [path, init] = sent.mock.calls[0] ?? [];
    expect(path).toBe('/api/things');
    expect(init?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(init?.body).toBe('{"name":"Ä"}');
  });
});
