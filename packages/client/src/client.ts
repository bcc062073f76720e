import type { Author, Json } from '@parley/protocol';
import type {
  Client,
  ClientEvents,
  ClientOptions,
  HistoryOptions,
  RosterPage,
} from './client-api.ts';
import { systemClock } from './clock.ts';
import { Emitter } from './emitter.ts';
import { ParleyError } from './error.ts';
import { fromPage } from './from-frame.ts';
import { Link, type StateChange } from './link.ts';
import type { HistoryPage } from './message.ts';
import { Outbox } from './outbox.ts';
import { browserLeases, browserStorage } from './outbox-storage.ts';
import { httpOrigin, socketConstructor, socketUrl } from './socket.ts';
import { fetchTicket } from './ticket.ts';
import { randomId } from './random-id.ts';
import { Topics } from './topics.ts';
import { browserWakes } from './wake.ts';

/** How often what dead tabs left is looked for, ms. */
const ADOPT_EVERY = 30_000;

/** Payloads cross the wire as JSON: what JSON cannot say is refused before it is queued. */
function asJson(payload: unknown): Json {
  const text: string | undefined = JSON.stringify(payload ?? {});
  if (text === undefined)
    throw new ParleyError('bad_request', { message: 'The payload is not JSON.' });
  return JSON.parse(text) as Json;
}

/**
 * Makes a client. It does nothing until `connect`, so that a page may be rendered on a server.
 *
 * @example
 * const client = createClient({ url: 'http://127.0.0.1:3000', ticket, webSocket: WebSocket });
 * client.connect();
 * client.subscribe('chat:lobby', (message) => log(message.payload));
 * await client.transmit(true, 'said', 'chat:lobby', { message: 'Hello' });
 */
export function createClient(options: ClientOptions = {}): Client {
  const { url, clock = systemClock(), random = Math.random, id = randomId } = options;
  const { gapLimit = 1_000, leaveDelay = 250 } = options;
  const storage = options.storage === undefined ? browserStorage() : (options.storage ?? undefined);
  const leases = options.leases === undefined ? browserLeases() : (options.leases ?? undefined);
  const wakes = options.wakes ?? browserWakes();
  const events = new Emitter<ClientEvents>();
  let connectionId = '';
  let member: Author | undefined;
  let lastChange: StateChange = { state: 'idle', previous: 'idle' };
  let stopWaking = (): void => {};
  let stopAdopting = (): void => {};

  const link = new Link(
    {
      get url() {
        return socketUrl(url);
      },
      ticket: options.ticket ?? fetchTicket(url),
      get webSocket() {
        return socketConstructor(options.webSocket);
      },
      clock,
      random,
    },
    {
      up(welcome) {
        ({ connectionId, member } = welcome);
        outbox.signIn(welcome.member.scid);
        const { connection } = link;
        if (connection !== undefined) topics.up(connection);
      },
      down() {
        connectionId = '';
        topics.down();
      },
      frame: (frame) => topics.frame(frame),
      state(change) {
        lastChange = change;
        events.emit('state', change);
      },
    },
  );

  const topics = new Topics({
    clock,
    random,
    gapLimit,
    leaveDelay,
    requester: () => link.connection,
    changed(stream) {
      if (stream.status === 'joined') outbox.pump(stream.topic);
      else if (stream.error !== undefined && stream.status === 'refused') {
        outbox.refuse(stream.topic, stream.error);
      }
    },
  });

  const outbox = new Outbox({
    clock,
    random,
    id,
    get origin() {
      return httpOrigin(url);
    },
    member: options.member,
    storage,
    leases,
    messages: options.outboxMessages ?? 500,
    bytes: options.outboxBytes ?? 1024 * 1024,
    requester: (topic) => (topics.get(topic)?.status === 'joined' ? link.connection : undefined),
    hold: (topic, wanted) => topics.hold(topic, wanted),
    changed: (topic) => events.emit('pending', { topic }),
    undelivered: (message, error) => events.emit('undelivered', { message, error }),
  });

  function adoptLater(): void {
    if (storage === undefined) return;
    stopAdopting = clock.after(ADOPT_EVERY, () => {
      void outbox.adopt();
      adoptLater();
    });
  }

  return {
    get state() {
      return link.state;
    },
    get lastChange() {
      return lastChange;
    },
    get connectionId() {
      return connectionId;
    },
    get member() {
      return member;
    },
    connect() {
      // Better here than at every attempt.
      socketUrl(url);
      socketConstructor(options.webSocket);
      const asleep = link.state === 'idle' || link.state === 'refused' || link.state === 'closed';
      stopWaking();
      stopWaking = wakes(() => {
        link.wake();
        // The tab that was seen until now may have been closed.
        void outbox.adopt();
      });
      if (asleep) {
        stopAdopting();
        adoptLater();
      }
      link.connect();
    },
    disconnect() {
      stopWaking();
      stopAdopting();
      link.disconnect();
      outbox.close();
    },
    subscribe(topic, handlers, subscribeOptions = {}) {
      const full = typeof handlers === 'function' ? { message: handlers } : handlers;
      return topics.subscribe(topic, full, subscribeOptions);
    },
    async transmit(store, action, topic, payload, { id: messageId } = {}) {
      const json = asJson(payload);
      const stream = topics.get(topic);
      if (stream === undefined) throw new ParleyError('not_joined');
      if (stream.status === 'refused') throw stream.error ?? new ParleyError('not_joined');
      if (store) return outbox.add(topic, action, json, messageId);
      return new Promise((resolve, reject) => {
        const { connection } = link;
        if (connection === undefined) return reject(new ParleyError('not_connected'));
        const frame = { op: 'transmit', topic, action, store, payload: json } as const;
        connection.request(frame, (answer) => {
          if (answer instanceof Error) reject(answer);
          else resolve({ timestamp: answer.op === 'ok' ? (answer.timestamp ?? '') : '' });
        });
      });
    },
    history<T>(topic: string, historyOptions: HistoryOptions = {}) {
      return new Promise<HistoryPage<T>>((resolve, reject) => {
        const { connection } = link;
        if (connection === undefined) return reject(new ParleyError('not_connected'));
        connection.request({ op: 'history', topic, ...historyOptions }, (answer) => {
          if (answer instanceof Error) return reject(answer);
          if (answer.op !== 'page') return;
          topics.get(topic)?.know(answer.authors);
          const { epoch, older, authors, next } = answer;
          const messages = fromPage<T>(answer);
          const more = next === undefined ? {} : { next: { epoch, offset: next } };
          resolve({ messages, older, authors, ...more });
        });
      });
    },
    roster(topic, { after } = {}) {
      return new Promise<RosterPage>((resolve, reject) => {
        const { connection } = link;
        if (connection === undefined) return reject(new ParleyError('not_connected'));
        connection.request({ op: 'roster', topic, ...(after && { after }) }, (answer) => {
          if (answer instanceof Error) return reject(answer);
          if (answer.op !== 'roster') return;
          const { members, count, after: more } = answer;
          resolve({ members, count, ...(more !== undefined && { after: more }) });
        });
      });
    },
    pending: (topic) => outbox.pending(topic),
    on: (event, listener) => events.on(event, listener),
  };
}
