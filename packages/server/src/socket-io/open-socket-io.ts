import { createChat } from '@parley/domains/chat';
import { LiveSockets } from '@parley/domains/identity';
import { createSocial } from '@parley/domains/social';
import type { Hub } from '@parley/hub';
import type { Neighbours } from '../neighbours.ts';
import type { NodeParts, Report } from '../node-parts.ts';
import { domainDeps } from '../open-hub.ts';
import { ChatLists } from '../social/chat-lists.ts';
import { SocketIo } from './socket-io.ts';
import { memberRoom } from './visitor.ts';

/** The Socket.IO side of a node; `undefined` where it is switched off. */
export async function openSocketIo(
  nodeParts: NodeParts,
  parts: {
    readonly hub: Hub;
    readonly neighbours: Neighbours;
    /** Origins allowed beside the server's own. */
    readonly allowed: readonly string[];
    readonly report: Report;
  },
): Promise<SocketIo | undefined> {
  const { options, domains, db, clock, identity, logger } = nodeParts;
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
  const deps = domainDeps(nodeParts, hub);
  const lists = new ChatLists({
    chat: createChat(deps),
    social: createSocial(deps),
    clock,
    report,
    // Other nodes look after their own members.
    emit: (memberIds, room) => {
      side.io.local.to(memberIds.map(memberRoom)).emit('updatedChat', room);
    },
  });
  await side.start({
    hub,
    identity,
    tickets: neighbours.tickets,
    liveSockets: new LiveSockets(db, hub.node),
    neighbours: neighbours.nodes !== undefined,
    origins: allowed,
    ownTopics: (memberId) => domains.flatMap((domain) => domain.ownTopics?.(memberId) ?? []),
    told: (publication) => lists.told(publication),
    report,
    log: (event, socketId, reason) =>
      logger.debug({ socketId, ...(reason === undefined ? {} : { reason }) }, `socket ${event}`),
  });
  return side;
}
