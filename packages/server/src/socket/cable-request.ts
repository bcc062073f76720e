import type { IncomingMessage } from 'node:http';
import { isSid } from '@parley/dialects/action-cable';
import { bearerOf } from '../auth/callers.ts';

/** The subprotocols of this door, as clients offer them. */
const BASE = 'actioncable-v1-json';
const EXTENDED = 'actioncable-v1-ext-json';
/** Offered beside them: the client answers pings. */
const PONG = 'actioncable-ext-pong';
/** Browsers, which can set no header, offer their token so. */
const TOKEN = 'anycable-token.';

/** The longest token that is looked at. */
const TOKEN_CHARACTERS = 8192;

/** What a client says of itself while it asks for an upgrade. */
export interface CableRequest {
  /** The one to answer with; `null`: none, and the base protocol is spoken. */
  readonly protocol: string | null;
  readonly extended: boolean;
  readonly pong: boolean;
  /** The connection it had before. */
  readonly restore: string | undefined;
  readonly bearer: string | undefined;
  readonly ticket: string | undefined;
}

/** Reads an upgrade request. */
export function cableRequest(request: IncomingMessage, url: URL): CableRequest {
  const { headers } = request;
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const protocol = offered.find((name) => name === BASE || name === EXTENDED) ?? null;
  const token = offered.find((name) => name.startsWith(TOKEN))?.slice(TOKEN.length);
  const header = headers['x-anycable-restore-sid'];
  const sid = (typeof header === 'string' ? header : undefined) ?? given(url, 'sid') ?? '';
  const bearer = bearerOf(request) ?? token ?? given(url, 'jid') ?? given(url, 'token');
  return {
    protocol,
    extended: protocol === EXTENDED,
    pong: offered.includes(PONG),
    restore: isSid(sid) ? sid : undefined,
    bearer: bearer !== undefined && bearer.length <= TOKEN_CHARACTERS ? bearer : undefined,
    ticket: given(url, 'ticket'),
  };
}

function given(url: URL, name: string): string | undefined {
  const value = url.searchParams.get(name);
  return value === null || value === '' ? undefined : value;
}
