import type { Principal } from '@parley/hub';
import type { Database } from '@parley/store';
import { valueOf } from '../db.ts';
import { liveSocketsOf } from './live-socket-repository.ts';
import { secretKeyOf } from './rules.ts';
import {
  closeLiveSocketUnit,
  forgetSocketsUnit,
  openLiveSocketUnit,
  touchNodeUnit,
} from './units.ts';

/** The sockets that members have open by their secret keys, in the database. One per node. */
export class LiveSockets {
  readonly #db: Database;
  readonly #node: string;

  /** @param node This node's name, another one at every start. */
  constructor(db: Database, node: string) {
    this.#db = db;
    this.#node = node;
  }

  /** Notes a socket. `false`: its secret key has ended, and nothing was noted. */
  async open(socketId: string, { memberId, credential }: Principal): Promise<boolean> {
    const secretKeyId = secretKeyOf(credential);
    // Other credentials have tables of their own and no sockets in them.
    if (secretKeyId === undefined) return true;
    const socket = { socketId, node: this.#node, memberId, secretKeyId };
    return valueOf(await this.#db.run(openLiveSocketUnit, socket)).opened;
  }

  /** Forgets a socket that is gone. */
  async close(socketId: string): Promise<void> {
    await this.#db.run(closeLiveSocketUnit, { socketId });
  }

  /** The ids of a member's sockets, on whatever node. */
  async of(memberId: number): Promise<string[]> {
    const rows = await liveSocketsOf(this.#db.read, memberId);
    return rows.map(({ socket_id: socketId }) => socketId);
  }

  /** At start-up of a node without neighbours: what a crash left behind is forgotten. */
  async startAlone(): Promise<void> {
    await this.#db.run(forgetSocketsUnit, { notNode: this.#node });
    await this.touch();
  }

  /** Says that this node lives, and forgets the sockets of those not heard of for a minute. */
  async touch(): Promise<void> {
    await this.#db.run(touchNodeUnit, { node: this.#node });
  }

  /** As this node stops. */
  async stop(): Promise<void> {
    await this.#db.run(forgetSocketsUnit, { node: this.#node });
  }
}
