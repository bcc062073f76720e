import { ParleyError } from './error.ts';

/** The part of a WebSocket that the SDK uses; the browser's, Node's and that of `ws` all have it. */
export interface SocketLike {
  readonly bufferedAmount: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(
    type: 'close',
    listener: (event: { code: number; reason: string }) => void,
  ): void;
  addEventListener(type: 'error', listener: (event: unknown) => void): void;
}

/** How a socket is made. */
export type SocketConstructor = new (url: string) => SocketLike;

/** The constructor to use: the one given, else the global one (browsers, Node ≥ 22). */
export function socketConstructor(given: SocketConstructor | undefined): SocketConstructor {
  const found = given ?? globalThis.WebSocket;
  if (typeof found !== 'function') {
    throw new ParleyError('bad_options', {
      message: 'This Node has no WebSocket of its own: pass `webSocket`, for example that of `ws`.',
    });
  }
  return found;
}

function base(url: string | undefined): URL {
  const here = globalThis.location?.href;
  if (url === undefined && here === undefined) {
    throw new ParleyError('bad_options', { message: 'Outside a browser `url` is needed.' });
  }
  try {
    return new URL(url ?? '/', here);
  } catch {
    throw new ParleyError('bad_options', { message: `Not a URL: ${url ?? ''}` });
  }
}

/** The address of the socket, without its ticket: `ws(s)://host/sock` unless `url` names a path. */
export function socketUrl(url: string | undefined): string {
  const address = base(url);
  address.protocol = address.protocol.replace('http', 'ws');
  if (address.pathname === '/') address.pathname = '/sock';
  address.hash = '';
  return address.href;
}

/** The origin, over HTTP, of the server that `url` names. */
export function httpOrigin(url: string | undefined): string {
  return base(url).origin.replace(/^ws/, 'http');
}

/** The address with a ticket. */
export function withTicket(address: string, ticket: string): string {
  const full = new URL(address);
  full.searchParams.set('ticket', ticket);
  return full.href;
}
