import type { Acknowledged } from '@parley/testing';
import { WebSocket } from 'ws';
import type { Cluster } from './cluster.ts';
import { formOf, wordsOf, type Fields } from './form.ts';
import type { Random } from './random.ts';
import { recorded, type Own, type Posted, type Visitor, type Watch } from './visitor.ts';

/** How a guest of Action Cable comes. */
export interface CableGuestOptions {
  readonly user: string;
  readonly memberId: number;
  readonly cluster: Cluster;
  /** A node, or the balancer. */
  readonly url: string;
  readonly random?: Random;
}

type Status = 'joining' | 'joined' | 'refused';

interface CableWatch extends Watch {
  readonly identifier: string;
  state: Status;
  /** By stream, as the frames said. */
  readonly streams: Record<string, { epoch: string; offset: number }>;
}

/** ms between two attempts to connect, and between two attempts to post. */
const PAUSE = 300;

/**
 * A headless client: it listens over the extended protocol, comes back by its session or with its
 * history as the official client does, and posts over REST.
 */
export class CableGuest implements Visitor {
  readonly user: string;
  readonly memberId: number;
  readonly acknowledged: readonly Acknowledged[] = [];
  readonly posted: Posted[] = [];
  readonly own: Own[] = [];
  readonly refused: { readonly topic: string; readonly code: string }[] = [];
  readonly watches: Map<string, CableWatch> = new Map();
  readonly #options: CableGuestOptions;
  readonly #random: Random;
  /** Unix seconds: where it begins on streams that it heard nothing of. */
  readonly #began = Math.floor(Date.now() / 1000);
  readonly #turns = new Map<string, number>();
  #socket: WebSocket | undefined;
  #sid = '';
  #welcomed = false;
  #left = false;
  #wake: () => void = () => undefined;
  #posting: Promise<void> = Promise.resolve();
  #open = 0;

  constructor(options: CableGuestOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.user = options.user;
    this.memberId = options.memberId;
    void this.#run();
  }

  state(): string {
    return this.#welcomed ? 'open' : 'connecting';
  }

  get unsettled(): number {
    return this.#open;
  }

  wake(): void {
    this.#wake();
  }

  watch(topic: string): Watch {
    const uuid = topic.slice('room:'.length);
    const watch: CableWatch = {
      identifier: JSON.stringify({ channel: 'Chats::RoomChannel', chat_room_uuid: uuid }),
      state: 'joining',
      received: [],
      since: undefined,
      removals: [],
      refusals: [],
      gaps: [],
      streams: {},
      status: () => watch.state,
      again: () => {
        watch.state = 'joining';
        if (this.#welcomed) this.#subscribe(watch);
      },
    };
    this.watches.set(topic, watch);
    if (this.#welcomed) this.#subscribe(watch);
    return watch;
  }

  say(topic: string): Promise<void> {
    this.#open += 1;
    // One after the other: what is sent in an order is stored in that order.
    this.#posting = this.#posting.then(async () => {
      await this.#post(topic);
      this.#open -= 1;
    });
    return this.#posting;
  }

  leave(): void {
    this.#left = true;
    this.#socket?.terminate();
    this.#wake();
  }

  async #post(topic: string): Promise<void> {
    const turn = (this.#turns.get(topic) ?? 0) + 1;
    this.#turns.set(topic, turn);
    const body = wordsOf(this.user, turn);
    const uuid = topic.slice('room:'.length);
    const creation_uuid = `${this.user}-${turn}`;
    const request = `POST /api/headless/v1/messages/${uuid}/chat_room_messages`;
    const { cluster } = this.#options;
    const answer = await cluster.surely(this.user, request, { body, creation_uuid });
    if (answer.status === 202) {
      const payload = formOf('newMessage', { body });
      this.posted.push({ topic, id: Number(answer.body['id']), clientId: creation_uuid, payload });
    } else {
      const code =
        answer.status === 404 || answer.status === 403 ? 'forbidden' : `${answer.status}`;
      this.refused.push({ topic, code });
    }
  }

  async #run(): Promise<void> {
    while (!this.#left) {
      await this.#connection();
      if (this.#left) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, PAUSE * (0.5 + this.#random()));
      });
    }
  }

  /** One connection, from its beginning to its end. */
  #connection(): Promise<void> {
    const { url, cluster } = this.#options;
    const address = `${url.replace('http', 'ws')}/cable?sid=${this.#sid}`;
    const headers = { authorization: `Bearer ${cluster.token(this.user)}` };
    const options = { headers, handshakeTimeout: 10_000 };
    const socket = new WebSocket(address, 'actioncable-v1-ext-json', options);
    this.#socket = socket;
    return new Promise((resolve) => {
      // Six seconds without a sign are the end, as for the official client.
      let silence = setTimeout(() => socket.terminate(), 10_000);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearTimeout(silence);
        this.#welcomed = false;
        for (const watch of this.watches.values()) {
          if (watch.state === 'joined') watch.state = 'joining';
        }
        resolve();
      });
      socket.on('message', (data: Buffer) => {
        clearTimeout(silence);
        silence = setTimeout(() => socket.terminate(), 6000);
        this.#take(JSON.parse(data.toString()) as Fields);
      });
    });
  }

  #take(frame: Fields): void {
    const { type, identifier } = frame;
    if (type === 'welcome') this.#welcome(frame);
    else if (type === 'disconnect') {
      this.#sid = '';
      this.#socket?.close();
    }
    const found = [...this.watches].find(([, watch]) => watch.identifier === identifier);
    if (found === undefined) return;
    const [topic, watch] = found;
    if (type === undefined) this.#hear(topic, watch, frame);
    else if (type === 'confirm_history') watch.state = 'joined';
    else if (type === 'reject_history') {
      watch.gaps.push({ from: reached(watch) + 1, to: Number.MAX_SAFE_INTEGER });
      watch.state = 'joined';
    } else if (type === 'reject_subscription') this.#rejected(watch);
  }

  #welcome({ sid, restored_ids: restored }: Fields): void {
    this.#sid = String(sid);
    this.#welcomed = true;
    for (const watch of this.watches.values()) {
      if (watch.state === 'refused') continue;
      const isRestored = Array.isArray(restored) && restored.includes(watch.identifier);
      if (isRestored) this.#send('history', watch);
      else this.#subscribe(watch);
    }
  }

  #hear(topic: string, watch: CableWatch, frame: Fields): void {
    const { stream_id: stream, epoch, offset } = frame;
    // Typing and the like is not stored, and has no place.
    if (typeof stream !== 'string' || typeof epoch !== 'string' || typeof offset !== 'number')
      return;
    const fields = frame['message'] as Fields;
    const payload = recorded(this, topic, { event: String(fields['event']), fields });
    const gap = watch.gaps.at(-1);
    if (gap?.to === Number.MAX_SAFE_INTEGER) gap.to = offset - 1;
    watch.received.push({ client: this.user, topic, epoch, offset, payload, way: 'live' });
    watch.streams[stream] = { epoch, offset };
  }

  #rejected(watch: CableWatch): void {
    const isRemoved = watch.state === 'joined';
    if (isRemoved) watch.removals.push(reached(watch));
    watch.refusals.push(isRemoved ? 'removed' : 'forbidden');
    watch.state = 'refused';
  }

  #subscribe(watch: CableWatch): void {
    this.#send('subscribe', watch);
  }

  #send(command: 'subscribe' | 'history', { identifier, streams }: CableWatch): void {
    const history = { since: this.#began, streams };
    this.#socket?.send(JSON.stringify({ command, identifier, history }));
  }
}

function reached({ received, since }: Watch): number {
  return received.at(-1)?.offset ?? since?.offset ?? 0;
}
