import type { Bus, Clock, Nodes, SessionShelf, Tickets } from '@parley/hub';
import { MemoryBus, MemorySessionShelf, MemoryTickets } from '@parley/hub/memory';

/** What a node shares with the others, or keeps to itself when it is alone. */
export interface Neighbours {
  readonly bus: Bus;
  readonly nodes?: Nodes;
  readonly tickets: Tickets;
  /** Where dropped connections wait to be taken up again. */
  readonly shelf: SessionShelf;
  /** What stands between the nodes, for `/readyz`: `ok`, or what is wrong; absent when alone. */
  readonly state?: () => string;
  /** Whether tickets go to the database meanwhile; absent when alone. */
  readonly ticketsFellBack?: () => boolean;
  close(): Promise<void>;
}

/** A node without neighbours. */
export function alone(clock: Clock): Neighbours {
  return {
    bus: new MemoryBus(),
    tickets: new MemoryTickets({ clock }),
    shelf: new MemorySessionShelf({ clock }),
    close: () => Promise.resolve(),
  };
}
