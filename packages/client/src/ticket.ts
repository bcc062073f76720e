import { ParleyError } from './error.ts';
import { httpOrigin } from './socket.ts';

/**
 * Where a connection's ticket comes from; called once for every attempt.
 *
 * Reject with a {@link ParleyError} whose `retry` is false, or with anything that has
 * `status: 401 | 403`, when signing in again is needed; any other rejection is retried.
 */
export type TicketSource = () => Promise<string | { readonly ticket: string }>;

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

/**
 * A ticket source that asks `POST /ticket` of a Parley server.
 *
 * @param url the server, as {@link ClientOptions.url}; absent in a browser: this origin
 * @param init added to the request: a back end passes `{ headers: { authorization: 'Bearer …' } }`
 * @example
 * const ticket = fetchTicket('http://127.0.0.1:3000', { headers: { authorization: 'Bearer t0ken' } });
 */
export function fetchTicket(url?: string, init: RequestInit = {}): TicketSource {
  return async () => {
    const origin = httpOrigin(url);
    const credentials = globalThis.location?.origin === origin ? 'same-origin' : 'include';
    const response = await fetch(`${origin}/ticket`, { method: 'POST', credentials, ...init });
    if (!response.ok) {
      const refused = response.status === 401 || response.status === 403;
      throw new ParleyError(refused ? 'unauthorized' : 'ticket_failed', {
        message: `The ticket was refused with status ${response.status}.`,
        retryAfter: retryAfter(response),
      });
    }
    return (await response.json()) as { ticket: string };
  };
}

/** What a ticket source threw, as an error of ours. */
export function ticketError(thrown: unknown): ParleyError {
  if (thrown instanceof ParleyError) return thrown;
  const status =
    typeof thrown === 'object' && thrown !== null && 'status' in thrown ? thrown.status : undefined;
  const message = thrown instanceof Error ? thrown.message : 'The ticket source failed.';
  return new ParleyError(status === 401 || status === 403 ? 'unauthorized' : 'ticket_failed', {
    message,
  });
}
