import { randomBytes } from 'node:crypto';
import type { Clock, Principal } from '@parley/hub';
import type { BroadcastOptions, Session } from 'socket.io-adapter';

/** What the library hands over of a socket that dropped. */
export type Dropped = Omit<Session, 'missedPackets'>;

interface Kept {
  readonly dropped: Dropped;
  readonly principal: Principal | undefined;
  readonly at: number;
}

interface Sent {
  readonly id: string;
  readonly data: unknown[];
  readonly opts: BroadcastOptions;
  readonly at: number;
}

/** Packets and sockets kept per namespace; the oldest go first. */
const MOST = 10_000;

/**
 * What a namespace keeps on this node so that a socket that dropped for a moment gets what the
 * application sent meanwhile, where the application switched that on. A socket that comes back to
 * another node begins anew: topics are what is resumed everywhere.
 */
export class Recovery {
  readonly #clock: Pick<Clock, 'now'>;
  /** In milliseconds. */
  readonly #longest: number;
  readonly #dropped = new Map<string, Kept>();
  #sent: Sent[] = [];

  constructor(clock: Pick<Clock, 'now'>, longest: number) {
    this.#clock = clock;
    this.#longest = longest;
  }

  /** The id that a packet is to bear; `undefined`: it is not kept. */
  idOf(packet: unknown, { flags }: BroadcastOptions): string | undefined {
    const { type, id, data } = Object(packet) as Record<'type' | 'id' | 'data', unknown>;
    const isKept = type === 2 && id === undefined && Array.isArray(data);
    return isKept && flags?.volatile === undefined
      ? randomBytes(9).toString('base64url')
      : undefined;
  }

  /** Keeps a packet that bears its id as its last argument. */
  keep(id: string, packet: unknown, opts: BroadcastOptions): void {
    const { data } = Object(packet) as { data: unknown[] };
    this.#sent.push({ id, data, opts, at: this.#clock.now() });
    const oldest = this.#sent[0];
    if (oldest === undefined) return;
    if (this.#sent.length > MOST || this.#isOver(oldest.at)) {
      const first = this.#sent.findIndex(({ at }) => !this.#isOver(at));
      this.#sent = this.#sent.slice(Math.max(first, this.#sent.length - MOST, 1));
    }
  }

  /** Keeps a socket that dropped, and as whom it was known. */
  persist(dropped: Dropped, principal: Principal | undefined): void {
    for (const [pid, { at }] of this.#dropped) {
      if (!this.#isOver(at) && this.#dropped.size < MOST) break;
      this.#dropped.delete(pid);
    }
    this.#dropped.set(dropped.pid, { dropped, principal, at: this.#clock.now() });
  }

  /** The socket of a private id and what it missed after the packet that it saw last. Once. */
  take(
    pid: string,
    last: string,
  ): { readonly session: Session; readonly principal: Principal | undefined } | undefined {
    const kept = this.#dropped.get(pid);
    this.#dropped.delete(pid);
    if (kept === undefined || this.#isOver(kept.at)) return undefined;
    const seen = this.#sent.findIndex(({ id }) => id === last);
    if (seen < 0) return undefined;
    const { rooms } = kept.dropped;
    const missedPackets = this.#sent
      .slice(seen + 1)
      .filter(({ opts }) => isFor(rooms, opts))
      .map(({ data }) => data);
    return { session: { ...kept.dropped, missedPackets }, principal: kept.principal };
  }

  #isOver(at: number): boolean {
    return this.#clock.now() - at > this.#longest;
  }
}

function isFor(rooms: readonly string[], opts: BroadcastOptions): boolean {
  const isIn = opts.rooms.size === 0 || rooms.some((room) => opts.rooms.has(room));
  return isIn && !rooms.some((room) => opts.except?.has(room) === true);
}
