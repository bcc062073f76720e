import type { Server } from 'socket.io';
import { memberRoom } from './visitor.ts';

/** Sends to people rather than to sockets: what resolvers and domains are handed. */
export interface MemberEmitter {
  /**
   * Sends an event to every live Socket.IO connection of these members, on every node, at most once
   * to each. Transient: who is not connected misses it.
   */
  toMembers(memberIds: readonly number[], event: string, ...args: readonly unknown[]): void;
}

/** An emitter over the main namespace. */
export function memberEmitter(io: Server): MemberEmitter {
  return {
    toMembers: (memberIds, event, ...args) => {
      // Without a room, it would be said to everybody.
      if (memberIds.length === 0) return;
      io.to(memberIds.map(memberRoom)).emit(event, ...args);
    },
  };
}
