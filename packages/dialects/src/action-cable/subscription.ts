import {
  HubError,
  type Channel,
  type ChannelScope,
  type Position,
  type Reservation,
  type Session,
} from '@parley/hub';
import { writeAnswer } from '../write-answer.ts';
import type { FoundChannel } from './channels.ts';
import type { HistoryRequest, PresenceRequest } from './commands.ts';
import { answer, transmission } from './frames.ts';
import { enter, presenceAt } from './presence.ts';
import { join, recall, sinceOf, type Joined, type Stream } from './streams.ts';

/** What goes out with the confirmation, while a subscription comes about. */
interface Opening {
  readonly history: HistoryRequest | 'broken' | undefined;
  readonly joined: Joined[];
  readonly transmitted: Uint8Array[];
  /** Let what is live go on. */
  readonly releases: (() => void)[];
}

/** What a restored subscription waits with. */
interface Held {
  readonly topic: string;
  readonly reservation: Reservation;
  /** Where the subscription began on the connection before. */
  readonly from: Position;
}

/**
 * One identifier of one connection.
 *
 *   opening ──open()──▶ live ──close(), dropped()──▶ ended
 *   opening ──restore()──▶ held ──resume()──▶ live
 */
export class Subscription {
  readonly identifier: string;
  readonly #session: Session;
  readonly #channel: Channel;
  readonly #params: unknown;
  /** Made for channels that do something of their own. */
  #scope: ChannelScope | undefined;
  #streams: readonly Stream[] = [];
  #opening: Opening | undefined;
  #held: Held | undefined;
  #state: 'opening' | 'held' | 'live' | 'ended' = 'opening';

  constructor(session: Session, identifier: string, { channel, params }: FoundChannel) {
    this.#session = session;
    this.identifier = identifier;
    this.#channel = channel;
    this.#params = params;
  }

  get state(): 'opening' | 'held' | 'live' | 'ended' {
    return this.#state;
  }

  /** Where it began, if a new connection could take it up just so. */
  get restorable(): Position | undefined {
    if (this.#held !== undefined) return this.#held.from;
    const [stream] = this.#streams;
    const isPlain = this.#streams.length === 1 && isRestorable(this.#channel);
    return isPlain && this.#state === 'live' ? stream?.from : undefined;
  }

  /** Joins and confirms. Throws `HubError` where it may not be; then nothing is left of it. */
  async open(history: HistoryRequest | 'broken' | undefined): Promise<void> {
    const opening: Opening = { history, joined: [], transmitted: [], releases: [] };
    this.#opening = opening;
    try {
      const topic = await this.#admitted();
      if (topic !== undefined) await this.#stream(topic);
      if (this.#channel.subscribed !== undefined || topic === undefined) {
        await this.#channel.subscribed?.(this.#scoped());
        this.#confirm(opening);
      }
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  /** Takes its place again for a new connection. Throws `HubError` where it may not be any more. */
  async restore(from: Position): Promise<void> {
    const topic = isRestorable(this.#channel) ? await this.#admitted() : undefined;
    if (topic === undefined) throw new HubError('forbidden', 'not to be restored');
    const reservation = await this.#session.reserve(topic);
    if (this.#state === 'ended') {
      reservation.release();
      throw new HubError('not_joined', 'the connection is gone');
    }
    this.#held = { topic, from, reservation };
    this.#state = 'held';
  }

  /**
   * Goes on after a restore: from what the client says it has, else from where the subscription once
   * began; without a request from where it was restored. Throws `HubError`.
   */
  async resume(request: HistoryRequest | undefined): Promise<void> {
    const held = this.#held;
    if (held === undefined) return;
    const { topic, from, reservation } = held;
    const since = request === undefined ? reservation.position : request.streams.get(topic);
    await this.#join(topic, since ?? from, ({ frames, recovered }) => {
      if (this.#held !== held) return;
      this.#held = undefined;
      this.#state = 'live';
      this.#write(frames);
      if (request !== undefined) this.#answerHistory(recovered);
      reservation.release();
    });
  }

  /** Confirms once more what stands already. */
  confirmAgain(): void {
    this.#write([answer(this.identifier, 'confirm_subscription')]);
  }

  /** Sends what lies between what the client has and where the subscription began. */
  async history(request: HistoryRequest | 'broken'): Promise<void> {
    if (request === 'broken') {
      this.#answerHistory(false);
      return;
    }
    const streams = this.#streams;
    const releases = streams.map(({ address }) => this.#session.hold(address));
    try {
      const missed: Uint8Array[] = [];
      for (const stream of streams) {
        missed.push(...(await recall(this.#session, stream, sinceOf(request, stream.name))));
      }
      this.#write(missed);
      this.#answerHistory(true);
    } catch (error) {
      // It ended meanwhile: nothing more is said of it.
      if (this.#state !== 'live') return;
      this.#answerHistory(false);
      if (!(error instanceof HubError)) throw error;
    } finally {
      for (const release of releases) release();
    }
  }

  /** Calls one of the channel's actions. Answers whether there is one. */
  async perform(action: string, data: Readonly<Record<string, unknown>>): Promise<boolean> {
    const { actions = {} } = this.#channel;
    const call = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (call === undefined) return false;
    await call({ ...this.#scoped(), principal: this.#session.principal, data });
    return true;
  }

  /** Says something to the others here. Throws `HubError`. */
  async whisper(payload: string): Promise<void> {
    if (this.#channel.whisper !== true) throw new HubError('forbidden', 'no whispering here');
    const { address } = this.#first();
    const said = { address, event: 'whisper', payload, store: false, echo: false, whisper: true };
    await this.#session.publish(said);
  }

  /** Enters the roster, or changes what it says. Throws `HubError`. */
  enter(request: PresenceRequest): void {
    enter(this.#session, this.#first().address, request);
  }

  /** Leaves the roster. Throws `HubError`. */
  exit(): void {
    this.#session.hide(this.#first().address);
  }

  /** Tells who is there. */
  tellPresence(): void {
    const [stream] = this.#streams;
    this.#write([presenceAt(this.#session, this.identifier, stream?.address)]);
  }

  /** Whether an address is one of its own. */
  has(address: string): boolean {
    return this.#streams.some((stream) => stream.address === address);
  }

  /** The client left, is gone, or was sent away. */
  async close(): Promise<void> {
    const wasLive = this.#state === 'live';
    this.#end();
    if (wasLive) await this.#channel.unsubscribed?.(this.#scoped());
  }

  /** What the channel's own doings are given. */
  #scoped(): ChannelScope {
    this.#scope ??= {
      params: this.#params,
      principal: this.#session.principal,
      connectionId: this.#session.connectionId,
      transmit: (message) => this.#transmit(message),
      stream: (topic) => this.#stream(topic),
      stopStream: (topic) => this.#leave(topic),
    };
    return this.#scope;
  }

  /** The topic of its own, if the channel has one. Throws `forbidden`. */
  async #admitted(): Promise<string | undefined> {
    const { topic, rule } = this.#channel;
    const { principal } = this.#session;
    if ((await rule?.(this.#params, principal)) === false)
      throw new HubError('forbidden', 'not allowed');
    if (topic === undefined) return undefined;
    const name = await topic(this.#params, principal);
    if (name === undefined) throw new HubError('forbidden', 'no such topic, or not yours');
    return name;
  }

  async #stream(topic: string): Promise<void> {
    if (this.#state === 'ended') throw new HubError('not_joined', 'the subscription ended');
    if (this.#streams.some(({ name }) => name === topic)) return;
    const opening = this.#opening;
    const history = opening?.history === 'broken' ? undefined : opening?.history;
    await this.#join(topic, sinceOf(history, topic), (joined) => {
      if (opening === undefined || opening !== this.#opening) return;
      opening.joined.push(joined);
      // Without a callback that may still refuse, live messages follow in this very tick.
      if (this.#channel.subscribed === undefined) this.#confirm(opening);
      else opening.releases.push(this.#session.hold(joined.stream.address));
    });
  }

  async #join(
    topic: string,
    since: ReturnType<typeof sinceOf>,
    joined: (joined: Joined) => void,
  ): Promise<void> {
    const at = { stream: topic, identifier: this.identifier };
    await join(this.#session, at, {
      since,
      joined: (result) => {
        this.#streams = [...this.#streams, result.stream];
        joined(result);
      },
    });
    // Closed while it came about: what was joined since is left again.
    if (this.#state === 'ended') this.#leave(topic);
  }

  #confirm(opening: Opening): void {
    if (this.#opening !== opening || this.#state !== 'opening') return;
    this.#opening = undefined;
    this.#state = 'live';
    const { history, joined, transmitted, releases } = opening;
    this.#write([answer(this.identifier, 'confirm_subscription'), ...transmitted]);
    for (const { frames } of joined) this.#write(frames);
    if (history !== undefined) {
      this.#answerHistory(history !== 'broken' && joined.every(({ recovered }) => recovered));
    }
    for (const release of releases) release();
  }

  #answerHistory(isFilled: boolean): void {
    this.#write([answer(this.identifier, isFilled ? 'confirm_history' : 'reject_history')]);
    // It was asked for: the live messages behind it must not find a full queue because of it.
    this.#session.wire.excuse?.();
  }

  #transmit(message: unknown): void {
    const frame = transmission(this.identifier, message);
    if (this.#opening !== undefined) this.#opening.transmitted.push(frame);
    else if (this.#state === 'live') this.#write([frame]);
  }

  #leave(topic: string): void {
    const stream = this.#streams.find(({ name }) => name === topic);
    if (stream === undefined) return;
    this.#streams = this.#streams.filter((one) => one !== stream);
    if (this.#session.listeners.get(stream.address)) this.#session.unsubscribe(stream.address);
  }

  #end(): void {
    this.#state = 'ended';
    this.#opening = undefined;
    this.#held?.reservation.release();
    this.#held = undefined;
    for (const { name } of this.#streams) this.#leave(name);
  }

  #first(): Stream {
    const [stream] = this.#streams;
    if (stream === undefined) throw new HubError('not_joined', 'there is no topic behind this');
    return stream;
  }

  #write(frames: readonly Uint8Array[]): void {
    for (const frame of frames) writeAnswer(this.#session, frame);
  }
}

/** Whether nothing of a channel's own doing would be missing if a subscription were just taken up. */
function isRestorable({ topic, subscribed }: Channel): boolean {
  return topic !== undefined && subscribed === undefined;
}
