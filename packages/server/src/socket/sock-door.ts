import type { IncomingMessage } from 'node:http';
import { TopicConversation, topicDialect } from '@parley/dialects/topic';
import type { Hub, Principal, Ticket, Tickets } from '@parley/hub';
import type { Admission, Door, UpgradeRefusal } from './doors.ts';

/** What the topic dialect's door needs. */
export interface SockDoorOptions {
  readonly hub: Hub;
  readonly tickets: Tickets;
  /** Whether a request's Origin may connect at all. */
  readonly originAllowed: (request: IncomingMessage) => boolean;
  /** Who a ticket stands for, if their credentials still hold. `expiresAt` in ms since 1970. */
  readonly principalOf: (
    ticket: Ticket,
  ) => Promise<{ principal: Principal; expiresAt?: number } | undefined>;
  readonly report: (where: string, error: unknown) => void;
}

const PATH = '/sock';

/** `/sock?ticket=…` and `/sock/<ticket>`: one use each, checked before the upgrade. */
export function sockDoor(options: SockDoorOptions): Door {
  return {
    matches: (path) => path === PATH || path.startsWith(`${PATH}/`),
    admit: (request, url) => admit(options, request, url),
  };
}

async function admit(
  options: SockDoorOptions,
  request: IncomingMessage,
  url: URL,
): Promise<UpgradeRefusal | Admission> {
  const { hub, tickets } = options;
  if (!options.originAllowed(request)) {
    return refusal(403, 'origin_not_allowed', 'This origin may not connect; see PARLEY_ORIGINS.');
  }
  const secret = secretOf(url);
  if (secret === undefined) {
    return refusal(401, 'ticket_missing', 'Ask POST /ticket for a ticket and connect with it.');
  }
  const ticket = await tickets.take(secret);
  if (ticket === undefined) {
    return refusal(401, 'ticket_refused', 'The ticket is unknown, used or expired; get a new one.');
  }
  if (ticket.origin !== null && ticket.origin !== (request.headers.origin ?? null)) {
    return refusal(401, 'ticket_foreign', 'The ticket was issued to another origin.');
  }
  const found = await options.principalOf(ticket);
  if (found === undefined) {
    return refusal(401, 'signed_out', 'The session has ended; sign in again.');
  }
  if (!hub.mayConnect(ticket.memberId)) {
    return refusal(429, 'too_many_connections', 'This member has too many open connections.');
  }
  const { connectionId } = ticket;
  return {
    open: (wire) => {
      const session = hub.connect({ ...found, connectionId, dialect: topicDialect, wire });
      const report = (error: unknown): void => options.report('topic', error);
      const conversation = new TopicConversation(session, report);
      conversation.welcome();
      return conversation;
    },
  };
}

/** The ticket, from the query or as the last part of the path. */
function secretOf(url: URL): string | undefined {
  const text = url.searchParams.get('ticket') ?? url.pathname.slice(PATH.length + 1);
  if (text === '' || text.length > 200) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function refusal(status: UpgradeRefusal['status'], code: string, message: string): UpgradeRefusal {
  return { status, code, message };
}
