import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { ClientOptions } from './client-api.ts';
import { createClient } from './client.ts';
import { httpOrigin, socketUrl, withTicket, type SocketConstructor } from './socket.ts';
import { fetchTicket } from './ticket.ts';
import { browserWakes } from './wake.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('where the server is', () => {
  it('may be said as an origin or as the address of the socket', () => {
    expect(socketUrl('http://127.0.0.1:3000')).toBe('ws://127.0.0.1:3000/sock');
    expect(socketUrl('https://chat.example')).toBe('wss://chat.example/sock');
    expect(socketUrl('wss://chat.example/parley/sock')).toBe('wss://chat.example/parley/sock');
    expect(httpOrigin('wss://chat.example/sock')).toBe('https://chat.example');
    expect(withTicket('ws://h/sock', 'a+b')).toBe('ws://h/sock?ticket=a%2Bb');
  });

  it('is this page when nothing is said', () => {
    vi.stubGlobal('location', new URL('https://app.example/rooms/1?x#y'));
    expect(socketUrl(undefined)).toBe('wss://app.example/sock');
    expect(httpOrigin(undefined)).toBe('https://app.example');
  });

  it('is asked for outside of a browser, as is a WebSocket', () => {
    vi.stubGlobal('location', undefined);
    vi.stubGlobal('WebSocket', undefined);
    const webSocket: SocketConstructor = WebSocket;
    const bad = { code: 'bad_options' };
    const connecting = (options: ClientOptions) => () => createClient(options).connect();
    expect(connecting({ webSocket })).toThrow(expect.objectContaining(bad));
    expect(connecting({ url: 'http://h' })).toThrow(expect.objectContaining(bad));
    expect(connecting({ url: 'no url', webSocket })).toThrow(expect.objectContaining(bad));
    expect(createClient({ url: 'http://h', webSocket }).state).toBe('idle');
  });

  it('is not asked for before it connects: a page may be rendered on a server', () => {
    vi.stubGlobal('location', undefined);
    vi.stubGlobal('WebSocket', undefined);
    const client = createClient();
    client.subscribe('t', () => {}).leave();
    expect([client.state, client.connectionId, client.pending('t')]).toEqual(['idle', '', []]);
    client.disconnect();
  });
});

describe('the ticket', () => {
  function server(answer: () => Response): Request[] {
    const asked: Request[] = [];
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      asked.push(new Request(url, init));
      return Promise.resolve(answer());
    });
    return asked;
  }

  it('is asked for with a POST and cookies', async () => {
    vi.stubGlobal('location', new URL('https://app.example/rooms'));
    const asked = server(() => Response.json({ ticket: 't1' }));
    await expect(fetchTicket()()).resolves.toEqual({ ticket: 't1' });
    await fetchTicket('https://other.example', { headers: { authorization: 'Bearer x' } })();
    expect(asked.map((r) => [r.method, r.url, r.credentials])).toEqual([
      ['POST', 'https://app.example/ticket', 'same-origin'],
      ['POST', 'https://other.example/ticket', 'include'],
    ]);
    expect(asked[1]?.headers.get('authorization')).toBe('Bearer x');
  });

  it('refused with 401 or 403 means sign in; any other failure is tried again, when the server says', async () => {
    let status = 401;
    server(() => new Response('', { status, headers: { 'retry-after': '7' } }));
    const ticket = fetchTicket('http://h');
    await expect(ticket()).rejects.toMatchObject({ code: 'unauthorized', retry: false });
    status = 403;
    await expect(ticket()).rejects.toMatchObject({ code: 'unauthorized', retry: false });
    status = 429;
    await expect(ticket()).rejects.toMatchObject({
      code: 'ticket_failed',
      retry: true,
      retryAfter: 7_000,
    });
  });
});

describe('waking up', () => {
  it('is the network coming back, a page restored, and the tab becoming visible', () => {
    const page = new EventTarget();
    const tab = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
    vi.stubGlobal('document', tab);
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    const wake = vi.fn<() => void>();
    const stop = browserWakes()(wake);
    tab.dispatchEvent(new Event('visibilitychange'));
    expect(wake).toHaveBeenCalledTimes(0);
    tab.visibilityState = 'visible';
    tab.dispatchEvent(new Event('visibilitychange'));
    page.dispatchEvent(new Event('online'));
    page.dispatchEvent(new Event('pageshow'));
    expect(wake).toHaveBeenCalledTimes(3);
    stop();
    page.dispatchEvent(new Event('online'));
    tab.dispatchEvent(new Event('visibilitychange'));
    expect(wake).toHaveBeenCalledTimes(3);
  });
});
