import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  CableConversation,
  cableDialects,
  disconnect,
  newSid,
  type Channels,
  type Refreshed,
} from '@parley/dialects/action-cable';
import type { Hub, Renewal, SessionShelf, Ticket, Tickets } from '@parley/hub';
import { sessionToken } from '../auth/session-cookie.ts';
import { cableRequest, type CableRequest } from './cable-request.ts';
import type { Admission, Door, UpgradeRefusal } from './doors.ts';
import type { SocketWire } from './socket-wire.ts';
import type { Talk } from './talk-socket.ts';

/** What the door of Action Cable needs. */
export interface CableDoorOptions {
  readonly hub: Hub;
  readonly tickets: Tickets;
  readonly shelf: SessionShelf;
  readonly channels: Channels;
  readonly echoChannel: boolean;
  /** Whether a request's Origin may connect at all; a program names none. */
  readonly originAllowed: (request: IncomingMessage) => boolean;
  /** Who a token stands for, or why it is no good. */
  readonly identify: (bearer: string) => Promise<Renewal | 'unauthorized' | 'expired'>;
  /** Who a browser's session is. */
  readonly sessionOf: (sessionToken: string) => Promise<Renewal | undefined>;
  /** Who a ticket stands for, if their credentials still hold. */
  readonly principalOf: (ticket: Ticket) => Promise<Renewal | undefined>;
  readonly report: (where: string, error: unknown) => void;
}

const PATH = '/cable';
const CONNECTION_BYTES = 12;

/**
 * `/cable`, with or without a subprotocol. Who may not come in is told so by a frame, since clients
 * cannot see the status of a refused upgrade; only a foreign origin and too many connections are
 * refused before it.
 */
export function cableDoor(options: CableDoorOptions): Door {
  const { hub, echoChannel } = options;
  const dialects = cableDialects({ clock: hub.clock, echoChannel });
  return {
    matches: (path) => path === PATH || path === `${PATH}/`,
    admit: async (request, url): Promise<UpgradeRefusal | Admission> => {
      if (!options.originAllowed(request)) {
        const message = 'This origin may not connect; see PARLEY_ORIGINS.';
        return { status: 403, code: 'origin_not_allowed', message };
      }
      const asked = cableRequest(request, url);
      const { protocol, extended, pong, restore } = asked;
      const found = await whoIs(options, request, asked);
      if (typeof found === 'string') return { protocol, open: (wire) => refusal(wire, found) };
      if (!hub.mayConnect(found.principal.memberId)) {
        const message = 'This member has too many open connections.';
        return { status: 429, code: 'too_many_connections', message };
      }
      return {
        protocol,
        open: (wire) => {
          const session = hub.connect({
            ...found,
            connectionId: randomBytes(CONNECTION_BYTES).toString('base64url'),
            dialect: extended ? dialects.extended : dialects.base,
            wire,
          });
          const conversation = new CableConversation(session, {
            channels: options.channels,
            sid: newSid(randomBytes),
            restore,
            extended,
            pong,
            shelf: options.shelf,
            refresh: (token) => refresh(options, token),
            report: (error) => options.report('cable', error),
          });
          void conversation.begin();
          return conversation;
        },
      };
    },
  };
}

/** Who asks, by the first credential it brings; a page's cookie counts only with its Origin. */
async function whoIs(
  options: CableDoorOptions,
  request: IncomingMessage,
  { bearer, ticket }: CableRequest,
): Promise<Renewal | 'unauthorized' | 'token_expired'> {
  if (bearer !== undefined) return refresh(options, bearer);
  if (ticket !== undefined) return (await byTicket(options, request, ticket)) ?? 'unauthorized';
  const cookie = request.headers.origin === undefined ? undefined : sessionToken(request);
  return (cookie && (await options.sessionOf(cookie))) || 'unauthorized';
}

async function byTicket(
  options: CableDoorOptions,
  { headers }: IncomingMessage,
  secret: string,
): Promise<Renewal | undefined> {
  const ticket = await options.tickets.take(secret);
  const isOurs =
    ticket !== undefined && (ticket.origin === null || ticket.origin === headers.origin);
  return isOurs ? options.principalOf(ticket) : undefined;
}

async function refresh(options: CableDoorOptions, bearer: string): Promise<Refreshed> {
  const found = await options.identify(bearer);
  return found === 'expired' ? 'token_expired' : found;
}

/** Says why and hangs up. */
function refusal(wire: SocketWire, reason: string): Talk {
  wire.write(disconnect(reason, false));
  wire.close(1000, reason);
  return { receive: () => {}, binary: () => {}, closed: () => {} };
}
