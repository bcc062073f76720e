import type { BoardView } from '@parley/domains/exchange/schema';
import { ParleyError } from '../error.ts';
import { httpOrigin } from '../socket.ts';

/**
 * Where a board is read from. Reject with a {@link ParleyError} whose `retry` is false when there is
 * none to be had; any other rejection is tried again.
 */
export type BoardSource = (options: { readonly signal: AbortSignal }) => Promise<BoardView>;

/**
 * A source that asks `GET /api/exchanges/:id/board` of a Parley server.
 *
 * @param options.url the server; absent in a browser: this origin
 * @param options.init added to the request: a back end passes `{ headers: { authorization: '…' } }`
 */
export function fetchBoard(
  bookingId: number,
  { url, init = {} }: { readonly url?: string; readonly init?: RequestInit } = {},
): BoardSource {
  return async ({ signal }) => {
    const origin = httpOrigin(url);
    const credentials = globalThis.location?.origin === origin ? 'same-origin' : 'include';
    const address = `${origin}/api/exchanges/${bookingId}/board`;
    const response = await fetch(address, { credentials, ...init, signal });
    if (response.ok) return (await response.json()) as BoardView;
    const { status } = response;
    const code =
      status === 401 ? 'unauthorized' : status === 403 || status === 404 ? 'forbidden' : 'busy';
    throw new ParleyError(code, { message: `The board was refused with status ${status}.` });
  };
}
