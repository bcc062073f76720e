import {
  decodeUp,
  encode,
  errorRow,
  type Author,
  type Down,
  type GrantFlags,
  type Json,
  type Up,
} from '@parley/protocol';
import type { Clock } from '../clock.ts';
import { ParleyError } from '../error.ts';
import type { SocketConstructor } from '../socket.ts';
import type { TicketSource } from '../ticket.ts';
import { FakeSocket } from './fake-socket.ts';
import { ModelLog } from './model-log.ts';
import { author, gapOf, pageOf, targetOf, welcomeOf } from './model-page.ts';

type Request = Exclude<Up, { op: 'ping' | 'pong' }>;

interface Peer {
  readonly socket: FakeSocket | undefined;
  readonly member: number;
  readonly connectionId: string;
  /** Topics it is on, with the last offset shown there. */
  readonly topics: Map<string, number>;
}

export interface ModelServerOptions {
  readonly clock: Clock;
  readonly resumeLimit?: number;
  readonly pageSize?: number;
}

/**
 * A small server with a log, speaking the real codec over {@link FakeSocket}s: what tests judge a
 * client by. With `auto` it moves all frames by itself, in microtasks.
 */
export class ModelServer {
  readonly clock: Clock;
  readonly logs: Map<string, ModelLog> = new Map();
  readonly sockets: FakeSocket[] = [];
  readonly #peers = new Set<Peer>();
  readonly #tickets = new Map<string, number>();
  readonly #resumeLimit: number;
  readonly #pageSize: number;
  #last = 0;
  #scheduled = false;
  /** Move frames by itself. */
  auto = true;
  /** Whether tickets and sockets can be had. */
  reachable = true;
  /** How often a ticket was asked for. */
  attempts = 0;
  /** Answers requests in place of the server: a code, or `undefined` to serve it. */
  refuse: (frame: Request) => string | { code: string; retryAfter: number } | undefined = () =>
    undefined;
  /** Every request that was served or refused. */
  readonly seen: Request[] = [];
  /** What everybody may, as told; only `history` is heeded. */
  grants: GrantFlags = { publish: true, history: true, presence: true };

  constructor({ clock, resumeLimit = 1_000, pageSize = 100 }: ModelServerOptions) {
    this.clock = clock;
    this.#resumeLimit = resumeLimit;
    this.#pageSize = pageSize;
  }

  /** Tickets for a member. */
  ticket(member: number): TicketSource {
    return async () => {
      this.attempts += 1;
      if (!this.reachable) throw new ParleyError('ticket_failed');
      const ticket = `t${++this.#last}`;
      this.#tickets.set(ticket, member);
      return { ticket };
    };
  }

  /** The constructor to give to a client. */
  get webSocket(): SocketConstructor {
    const moved = (): void => this.#moved();
    const accept = (socket: FakeSocket): void => this.#accept(socket);
    return class extends FakeSocket {
      constructor(url: string) {
        super(url, moved);
        accept(this);
      }
    };
  }

  /** The open sockets. */
  get open(): FakeSocket[] {
    return this.sockets.filter((socket) => !socket.closed);
  }

  log(topic: string): ModelLog {
    const log = this.logs.get(topic) ?? new ModelLog(`e-${topic}`);
    this.logs.set(topic, log);
    return log;
  }

  #accept(socket: FakeSocket): void {
    this.sockets.push(socket);
    const ticket = new URL(socket.url).searchParams.get('ticket') ?? '';
    const member = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    if (member === undefined || !this.reachable) {
      queueMicrotask(() => socket.cut());
      return;
    }
    const peer = this.#peer(member, socket);
    socket.onClosed(() => this.#gone(peer));
    this.#send(peer, welcomeOf(member, peer.connectionId, this.#pageSize));
  }

  #peer(member: number, socket: FakeSocket | undefined): Peer {
    const peer: Peer = { socket, member, connectionId: `c${++this.#last}`, topics: new Map() };
    if (socket !== undefined) socket.connectionId = peer.connectionId;
    this.#peers.add(peer);
    return peer;
  }

  /** Somebody else comes to a topic, without a socket; the answers publish and leave. */
  visitor(member: number, topic: string): { cid: string; leave: () => void } {
    const peer = this.#peer(member, undefined);
    peer.topics.set(topic, 0);
    this.#presence(topic, member);
    return { cid: peer.connectionId, leave: () => this.#gone(peer) };
  }

  #gone(peer: Peer): void {
    this.#peers.delete(peer);
    for (const topic of peer.topics.keys()) this.#presence(topic, peer.member);
  }

  #moved(): void {
    if (!this.auto || this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.pump();
    });
  }

  /** Moves every frame to its end. */
  pump(): void {
    for (let moved = true; moved;) {
      moved = false;
      for (const socket of this.open) {
        if (socket.up.length + socket.down.length === 0) continue;
        moved = true;
        while (socket.up.length > 0) this.serve(socket);
        while (socket.down.length > 0) socket.deliver();
      }
    }
  }

  /** Serves the next frame of a socket. */
  serve(socket: FakeSocket): void {
    const text = socket.up.shift();
    const peer = [...this.#peers].find((p) => p.socket === socket);
    if (text === undefined || peer === undefined) return;
    const decoded = decodeUp(text);
    if ('error' in decoded) throw new Error(`The client sent ${decoded.error}: ${text}`);
    const { frame } = decoded;
    if (frame.op === 'ping') return this.#send(peer, { op: 'pong' });
    if (frame.op === 'pong') return;
    this.seen.push(frame);
    const refusal = this.refuse(frame);
    if (refusal !== undefined) return this.#refused(peer, frame.id, refusal);
    this.#handle(peer, frame);
  }

  #refused(peer: Peer, id: number, refusal: string | { code: string; retryAfter: number }): void {
    const { code, ...more } = typeof refusal === 'string' ? { code: refusal } : refusal;
    this.#send(peer, {
      op: 'error',
      id,
      code,
      message: code,
      retry: errorRow(code).retry,
      ...more,
    });
  }

  #handle(peer: Peer, frame: Request): void {
    const { id, topic } = frame;
    if (frame.op === 'subscribe') {
      if (peer.topics.has(topic)) return this.#refused(peer, id, 'already_joined');
      return this.#subscribe(peer, frame);
    }
    if (frame.op === 'unsubscribe') {
      peer.topics.delete(topic);
      this.#presence(topic, peer.member);
      return this.#send(peer, { op: 'ok', id });
    }
    if (!peer.topics.has(topic)) return this.#refused(peer, id, 'not_joined');
    if (frame.op === 'roster') {
      const all = this.#members(topic).filter(
        (m) => frame.after === undefined || m.scid > frame.after,
      );
      const after = all.length > 2 ? { after: all[1]?.scid ?? '' } : {};
      const count = this.#members(topic).length;
      return this.#send(peer, {
        op: 'roster',
        id,
        topic,
        count,
        members: all.slice(0, 2),
        ...after,
      });
    }
    if (frame.op === 'transmit') return this.#transmit(peer, frame);
    const log = this.log(topic);
    const { before, after, limit = 50 } = frame;
    const cursor = before ?? after;
    if (cursor !== undefined && cursor.epoch !== log.epoch && cursor.epoch !== '') {
      return this.#refused(peer, id, 'bad_position');
    }
    const most = Math.min(limit, this.#pageSize);
    const found = after ? log.after(after) : log.before(before?.offset ?? log.head + 1, most + 1);
    const messages = after ? found.slice(0, most) : found.slice(-most);
    const more = found.length > most;
    const last = messages.at(-1);
    this.#send(peer, {
      ...pageOf(topic, log.epoch, messages),
      id,
      older: after ? true : more,
      ...(after && more && last && { next: last.offset }),
    });
  }

  #subscribe(
    peer: Peer,
    { id, topic, since, history = 50 }: Extract<Up, { op: 'subscribe' }>,
  ): void {
    const log = this.log(topic);
    const gap = since === undefined ? undefined : gapOf(log, since, this.#resumeLimit);
    const resumed = since !== undefined && gap === undefined;
    const most = Math.min(history, this.#pageSize);
    const newest = log.before(log.head + 1, most + 1);
    const fresh = newest.slice(Math.max(0, newest.length - most));
    const shown = this.grants.history ? (resumed ? log.after(since) : fresh) : [];
    peer.topics.set(topic, log.head);
    this.#send(peer, {
      op: 'subscribed',
      id,
      topic,
      epoch: log.epoch,
      offset: log.head,
      recovered: resumed,
      ...(gap && { gap }),
      grants: this.grants,
    });
    const members = this.#members(topic);
    this.#send(peer, { op: 'roster', topic, count: members.length, members });
    for (let start = 0; start === 0 || start < shown.length; start += this.#pageSize) {
      const part = shown.slice(start, start + this.#pageSize);
      const last = start + this.#pageSize >= shown.length;
      const older = resumed || start > 0 || newest.length > fresh.length;
      this.#send(peer, { ...pageOf(topic, log.epoch, part), older, ...(last && { last }) });
    }
    this.#presence(topic, peer.member, peer);
  }

  #transmit(peer: Peer, frame: Extract<Up, { op: 'transmit' }>): void {
    const { id, topic, action, payload = {}, messageId } = frame;
    const { member, connectionId: sender } = peer;
    if (!frame.store) {
      const target = targetOf(payload);
      const isThere = (other: Peer): boolean =>
        target === undefined || other.connectionId === target;
      if (!this.#on(topic).some(isThere)) return this.#refused(peer, id, 'no_such_connection');
      const timestamp = this.#stamp();
      this.#send(peer, { op: 'ok', id, timestamp });
      const live = {
        op: 'message',
        topic,
        action,
        sender,
        timestamp,
        store: false,
        payload,
      } as const;
      for (const other of this.#on(topic)) if (isThere(other)) this.#send(other, live);
      return;
    }
    const done = this.publish(topic, action, payload, { member, sender, id: messageId });
    if (done === 'message_id_reused') return this.#refused(peer, id, done);
    const { offset, timestamp } = done.message;
    const { epoch } = this.log(topic);
    const duplicate = done.duplicate ? { duplicate: true } : {};
    this.#send(peer, { op: 'ok', id, timestamp, epoch, offset, ...duplicate });
  }

  #stamp(): string {
    return new Date(this.clock.now()).toISOString();
  }

  /** Stores a message and shows it to those on the topic. */
  publish(
    topic: string,
    action: string,
    payload: Json,
    by: {
      member?: number;
      sender?: string;
      id?: string | undefined;
      internal?: boolean;
      lose?: boolean;
    } = {},
  ): ReturnType<ModelLog['append']> {
    const { member = 99, sender = `m${member}`, id, internal = false, lose = false } = by;
    const entry = { action, payload, sender, member, timestamp: this.#stamp() };
    const done = this.log(topic).append(entry, { id, internal });
    if (done === 'message_id_reused' || done.duplicate || internal) return done;
    const { offset, timestamp } = done.message;
    const { epoch } = this.log(topic);
    const here = this.#on(topic).some((p) => p.connectionId === sender);
    for (const peer of this.#on(topic)) {
      const prev = peer.topics.get(topic) ?? 0;
      peer.topics.set(topic, offset);
      const place = { epoch, offset, prev };
      const live = {
        op: 'message',
        topic,
        action,
        sender,
        timestamp,
        store: true,
        payload,
      } as const;
      if (!lose)
        this.#send(peer, { ...live, ...place, ...(!here && { author: author(member, [sender]) }) });
    }
    return done;
  }

  /** Sends the newest stored message again to everybody on the topic. */
  repeat(topic: string): void {
    const log = this.log(topic);
    const message = log.held.at(-1);
    if (message === undefined) return;
    const { offset, action, sender, timestamp, payload } = message;
    const place = { epoch: log.epoch, offset, prev: offset - 1 };
    const live = { op: 'message', topic, action, sender, timestamp, store: true, payload } as const;
    for (const peer of this.#on(topic)) {
      if ((peer.topics.get(topic) ?? 0) >= offset) this.#send(peer, { ...live, ...place });
    }
  }

  /** Takes everybody with this connection off a topic. */
  remove(topic: string, code = 'removed'): void {
    for (const peer of this.#on(topic)) {
      peer.topics.delete(topic);
      this.#send(peer, { op: 'removed', topic, code, message: code });
    }
  }

  /** Says anything to everybody. */
  say(frame: Down): void {
    for (const peer of this.#peers) this.#send(peer, frame);
  }

  #on(topic: string): Peer[] {
    return [...this.#peers].filter((peer) => peer.topics.has(topic));
  }

  #entry(topic: string, member: number): Author & { online: boolean } {
    const cids = this.#on(topic).flatMap((p) => (p.member === member ? [p.connectionId] : []));
    return { ...author(member, cids), online: cids.length > 0 };
  }

  #members(topic: string): (Author & { online: boolean })[] {
    const members = [...new Set(this.#on(topic).map((p) => p.member))].sort((a, b) => a - b);
    return members.map((member) => this.#entry(topic, member));
  }

  #presence(topic: string, member: number, but?: Peer): void {
    const count = new Set(this.#on(topic).map((p) => p.member)).size;
    const changes = [this.#entry(topic, member)];
    for (const peer of this.#on(topic)) {
      if (peer !== but) this.#send(peer, { op: 'presence', topic, count, changes });
    }
  }

  #send({ socket }: Peer, frame: Down): void {
    socket?.push(encode(frame));
  }
}
