import { LiveSockets } from '@parley/domains/identity';
import type { Hub } from '@parley/hub';
import type { Neighbours } from '../neighbours.ts';
import type { NodeParts, Report } from '../node-parts.ts';
import { SocketIo } from './socket-io.ts';

/** The Socket.IO side of a node; `undefined` where it is switched off. */
export async function openSocketIo(
  { options, domains, db, identity, logger }: NodeParts,
  parts: {
    readonly hub: Hub;
    readonly neighbours: Neighbours;
    /** Origins allowed beside the server's own. */
    readonly allowed: readonly string[];
    readonly report: Report;
  },
): Promise<SocketIo | undefined> {
  const { hub, neighbours, allowed, report } = parts;
  const { socketIo = {} } = options;
  if (socketIo === false) return undefined;
  let side: SocketIo;
  if (socketIo instanceof SocketIo) {
    side = socketIo;
  } else {
    // Pages that may connect may poll as well.
    const cors = allowed.length > 0 ? { origin: [...allowed], credentials: true } : undefined;
    side = new SocketIo({ ...(cors === undefined ? {} : { cors }), ...socketIo });
    side.make();
  }
  await side.start({
    hub,
    identity,
    tickets: neighbours.tickets,
    liveSockets: new LiveSockets(db, hub.node),
    neighbours: neighbours.nodes !== undefined,
    origins: allowed,
    ownTopics: (memberId) => domains.flatMap((domain) => domain.ownTopics?.(memberId) ?? []),
    report,
    log: (event, socketId, reason) =>
      logger.debug({ socketId, ...(reason === undefined ? {} : { reason }) }, `socket ${event}`),
  });
  return side;
}
