import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Chat } from '@parley/domains/chat';
import type { Files } from '@parley/domains/files';
import type { Exchange } from '@parley/domains/exchange';
import type { Identity, OpenedSession } from '@parley/domains/identity';
import type { Notifications } from '@parley/domains/notifications';
import type { Clock, Position, Principal, Tickets } from '@parley/hub';
import type { CallerDeps } from '../auth/callers.ts';
import { setSessionCookie } from '../auth/session-cookie.ts';
import type { IceOptions } from '../ice/ice-servers.ts';
import type { Right } from '../rights.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** A message that a back end publishes. */
export interface AppPublication {
  readonly topic: string;
  readonly event: string;
  /** JSON text. */
  readonly payload: string;
  readonly store: boolean;
  readonly publisher: string;
  /** A repeat with the same id publishes once. */
  readonly clientId?: string;
}

/** What the REST door is made of; the composition root puts it together. */
export interface RestDeps extends CallerDeps {
  readonly identity: Identity;
  readonly chat: Chat;
  readonly notifications: Notifications;
  readonly exchange: Exchange;
  readonly files: Files;
  readonly tickets: Tickets;
  readonly clock: Pick<Clock, 'now'>;
  /** Publishes for the application; stored ones resolve after the commit. Throws `HubError`. */
  readonly publish: (publication: AppPublication) => Promise<{
    readonly position?: Position | undefined;
    readonly timestamp: string;
    readonly duplicate: boolean;
  }>;
  /** What a principal may do on a topic, by the hub's rules. Throws `HubError`. */
  readonly rightOn: (principal: Principal, topic: string) => Promise<Right>;
  readonly ice: IceOptions;
  /** Where people reach the server, when a proxy stands before it. */
  readonly publicUrl: string | null;
  /** Milliseconds. */
  readonly ticketLifetime: number;
  /** The largest payload of a published message, in bytes. */
  readonly messageBytes: number;
  readonly server: {
    readonly version: string;
    readonly demo: boolean;
    readonly fileBytes: number;
  };
  readonly limiter?: RateLimiter;
  readonly random?: (bytes: number) => Uint8Array;
}

/** The same, complete: what the routes work with. */
export interface RouteDeps extends RestDeps {
  readonly limiter: RateLimiter;
  readonly random: (bytes: number) => Uint8Array;
}

/** Whether the browser reaches us over TLS, so that the cookie may say so. */
export function isSecure(request: FastifyRequest, deps: RestDeps): boolean {
  return request.protocol === 'https' || deps.publicUrl?.startsWith('https:') === true;
}

/** Hands a session just opened to the browser. */
export function handOver(
  session: OpenedSession,
  { request, reply, deps }: { request: FastifyRequest; reply: FastifyReply; deps: RouteDeps },
): void {
  const maxAgeMs = session.expiresAt - deps.clock.now();
  setSessionCookie(reply, session.token, { secure: isSecure(request, deps), maxAgeMs });
}

/** What the browser says it is. */
export function userAgentOf(request: FastifyRequest): string {
  return request.headers['user-agent'] ?? '';
}
