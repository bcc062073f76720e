import type { Identity } from '@parley/domains/identity';
import type { Tickets } from '@parley/hub';
import type { Socket } from 'socket.io';
import { siteAllowed } from '../auth/origins.ts';
import { sessionToken } from '../auth/session-cookie.ts';
import type { Admitted } from './visitor.ts';

/** What a handshake is judged by. */
export interface HandshakeContext {
  readonly identity: Pick<Identity, 'authenticate' | 'principalOf'>;
  readonly tickets: Tickets;
  /** Origins beside our own that may bring a session cookie. */
  readonly cookieOrigins: readonly string[];
}

/** What a handshake says of who is there. */
export type Introduction =
  | { readonly kind: 'member'; readonly admitted: Admitted }
  /** It offers nothing. */
  | { readonly kind: 'nobody' }
  /** It offers what is no good. */
  | { readonly kind: 'refused' };

/**
 * Who a socket is by its handshake: `auth: { token }`, `auth: { ticket }`, or the session cookie of
 * our own pages. Anything else in `auth` is the application's.
 */
export async function introduce(socket: Socket, context: HandshakeContext): Promise<Introduction> {
  const { auth, headers } = socket.handshake;
  const token = own(auth, 'token');
  const ticket = own(auth, 'ticket');
  if (token !== undefined) {
    const isText = typeof token === 'string' && token !== '' && token.length <= 8192;
    return answer(isText ? await context.identity.authenticate({ bearer: token }) : undefined);
  }
  if (ticket !== undefined) return answer(await byTicket(ticket, headers.origin, context));
  const session = sessionToken(socket.request);
  const fetchSite = headers['sec-fetch-site'];
  const site = {
    origin: headers.origin,
    fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
    cookie: true,
  };
  const policy = { host: headers.host, allowed: context.cookieOrigins };
  if (session === undefined || !siteAllowed(site, policy)) return { kind: 'nobody' };
  const found = await context.identity.authenticate({ sessionToken: session });
  // An old cookie is no claim: the page may be about to sign in.
  return found === undefined ? { kind: 'nobody' } : { kind: 'member', admitted: found };
}

async function byTicket(
  secret: unknown,
  origin: string | undefined,
  { tickets, identity }: HandshakeContext,
): Promise<Admitted | undefined> {
  if (typeof secret !== 'string' || secret === '' || secret.length > 200) return undefined;
  const ticket = await tickets.take(secret);
  if (ticket === undefined) return undefined;
  if (ticket.origin !== null && ticket.origin !== (origin ?? null)) return undefined;
  return identity.principalOf(ticket);
}

function answer(admitted: Admitted | undefined): Introduction {
  return admitted === undefined ? { kind: 'refused' } : { kind: 'member', admitted };
}

function own(auth: unknown, key: string): unknown {
  if (typeof auth !== 'object' || auth === null || !Object.hasOwn(auth, key)) return undefined;
  return Reflect.get(auth, key) ?? undefined;
}
