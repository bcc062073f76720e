import type { IncomingMessage } from 'node:http';
import { Channels } from '@parley/dialects/action-cable';
import type { Hub, Ticket } from '@parley/hub';
import { originAllowed } from '../auth/origins.ts';
import type { Neighbours } from '../neighbours.ts';
import type { NodeParts, Report } from '../node-parts.ts';
import { domainDeps } from '../open-hub.ts';
import { cableDoor } from './cable-door.ts';
import { Doors } from './doors.ts';
import { sockDoor } from './sock-door.ts';

/** Connections that may wait for admission at once. */
const MOST_WAITING = 1000;

/** The doors of every wire language. Throws `RangeError` when two channels have one name. */
export function openDoors(
  parts: NodeParts,
  options: {
    readonly hub: Hub;
    readonly neighbours: Neighbours;
    /** Origins allowed beside the server's own. */
    readonly allowed: readonly string[];
    readonly report: Report;
  },
): Doors {
  const { hub, neighbours, allowed, report } = options;
  const { config, domains, identity } = parts;
  const doors = new Doors({
    frameBytes: hub.limits.frameBytes,
    mostWaiting: MOST_WAITING,
    report,
  });
  const shared = {
    hub,
    tickets: neighbours.tickets,
    // A program names no origin; a page always does.
    originAllowed: ({ headers: { origin, host } }: IncomingMessage): boolean =>
      origin === undefined || originAllowed(origin, { host, allowed }),
    principalOf: (ticket: Ticket) => identity.principalOf(ticket),
    report,
  };
  const deps = domainDeps(parts, hub);
  const channels = domains.flatMap((domain) => domain.channels?.(deps) ?? []);
  doors.add(sockDoor(shared));
  doors.add(
    cableDoor({
      ...shared,
      shelf: neighbours.shelf,
      channels: new Channels([...channels, ...(parts.options.channels ?? [])]),
      echoChannel: config.cableEchoChannel,
      identify: (bearer) => identity.identify(bearer),
      sessionOf: (token) => identity.authenticate({ sessionToken: token }),
    }),
  );
  return doors;
}
