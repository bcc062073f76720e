import { HubError } from '../errors.ts';
import type { Dialect } from '../dialect.ts';
import type { Hub } from '../hub.ts';
import type { Wire } from '../ports/wire.ts';
import type { Principal } from '../principal.ts';
import type { EndReason, Listener, Subscriber } from '../topics/listener.ts';
import type { HistoryRequest } from '../commands/history.ts';
import { history } from '../commands/history.ts';
import type { Published } from '../authorization/grants.ts';
import { publish, type PublishRequest } from '../commands/publish.ts';
import { recall, type Recalled, type RecallRequest } from '../commands/recall.ts';
import { reserve, type Reservation } from '../commands/reserve.ts';
import type { PresenceLabel } from '../presence/label.ts';
import { rosterPage } from '../commands/roster-page.ts';
import { subscribe, type SubscribeRequest } from '../commands/subscribe.ts';
import type { JoinSink, PageView, RosterView } from './joining.ts';
import { TokenBucket } from './token-bucket.ts';

/** What a session needs to know of its connection. */
export interface SessionOptions {
  readonly connectionId: string;
  readonly principal: Principal;
  readonly dialect: Dialect;
  readonly wire: Wire;
  /** The server itself: no rules are asked and nobody sees it in a roster. */
  readonly trusted?: boolean;
  /** Milliseconds since 1970 at which the credentials end; absent: they do not. */
  readonly expiresAt?: number;
}

/**
 * One connection, as the hub sees it. A dialect's conversation calls its commands; topics write to
 * its wire.
 *
 *   open ──close() or end()──▶ closed
 */
export class Session implements Subscriber {
  readonly connectionId: string;
  /** Changes when the credential is renewed; the member stays. */
  principal: Principal;
  readonly dialect: Dialect;
  readonly wire: Wire;
  readonly trusted: boolean;
  readonly hub: Hub;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  /** When anything was last heard, on the hub's clock of what has elapsed. */
  heardAt: number;
  /** Whether pings must be answered, which some clients promise on the way. */
  owesAnswers: boolean;
  /** Whether pings go out: not before a first frame that takes its time. */
  pings = true;
  /** Subscriptions by address; `null` while one is on its way in. */
  readonly listeners: Map<string, Listener | null> = new Map();
  readonly #rate: TokenBucket;
  #refused: TokenBucket | undefined;
  readonly #onClosed: (session: Session) => void;
  /** Hears that the server ended the subscription at an address. */
  onDropped: ((address: string) => void) | undefined;
  #open = true;

  constructor(hub: Hub, options: SessionOptions, onClosed: (session: Session) => void) {
    this.hub = hub;
    this.connectionId = options.connectionId;
    this.principal = options.principal;
    this.dialect = options.dialect;
    this.wire = options.wire;
    this.owesAnswers = options.dialect.expectsAnswers ?? true;
    this.trusted = options.trusted ?? false;
    this.openedAt = hub.clock.now();
    this.heardAt = hub.clock.elapsed();
    const { messagesPerSecond } = hub.limits;
    this.#rate = new TokenBucket(messagesPerSecond, messagesPerSecond * 2, this.heardAt);
    this.#onClosed = onClosed;
  }

  get open(): boolean {
    return this.#open;
  }

  /** Something came in. */
  heard(): void {
    this.heardAt = this.hub.clock.elapsed();
  }

  /** Counts one request. Throws `rate_limited` when there were too many. */
  count(): void {
    const wait = this.#rate.take(this.hub.clock.elapsed());
    if (wait > 0 && !this.trusted) {
      throw new HubError('rate_limited', 'too many requests', { retryAfter: wait });
    }
  }

  /** Counts one refused frame; ends the connection that sends nothing but such. */
  refused(): void {
    const { tally } = this.hub;
    tally.count(tally.refused, this.dialect.name);
    const now = this.hub.clock.elapsed();
    const { refusedFrames } = this.hub.limits;
    this.#refused ??= new TokenBucket(refusedFrames / 60, refusedFrames, now);
    if (this.#refused.take(now) > 0) this.end('misbehaving');
  }

  /** Joins a topic and shows the sink what must be seen first. Throws `HubError`; then nothing changed. */
  subscribe(request: SubscribeRequest, sink: JoinSink): Promise<void> {
    return subscribe(this, request, sink);
  }

  /** Leaves at once. Throws `not_joined`. */
  unsubscribe(address: string): void {
    const listener = this.joined(address);
    this.listeners.delete(address);
    listener.topic.leave(listener, true);
  }

  /** Publishes on a joined topic. Durable: resolves after the commit. Throws `HubError`. */
  publish(request: PublishRequest): Promise<Published> {
    return publish(this, request);
  }

  /** A page of stored messages of a joined topic. Throws `HubError`. */
  history(request: HistoryRequest): Promise<PageView> {
    return history(this, request);
  }

  /** A page of the roster of a joined topic. Throws `HubError`. */
  roster(address: string, after: number | undefined): RosterView {
    return rosterPage(this.joined(address), after, this.hub.limits.pageSize);
  }

  /** What a live subscription missed before it began. Throws `HubError`. */
  recall(request: RecallRequest): Promise<Recalled> {
    return recall(this, request);
  }

  /** A place on a topic that will be joined in a moment, if the rules allow it. Throws `HubError`. */
  reserve(topic: string): Promise<Reservation> {
    return reserve(this, topic);
  }

  /** Keeps back what comes at an address until the answer is called. Throws `not_joined`. */
  hold(address: string): () => void {
    const listener = this.joined(address);
    return listener.topic.hold(listener);
  }

  /** Shows the member in the roster of a joined topic under a label. Throws `HubError`. */
  show(address: string, label: PresenceLabel): void {
    const listener = this.joined(address);
    if (!listener.grants.presence) throw new HubError('forbidden', 'no presence on this topic');
    listener.topic.show(listener, label);
  }

  /** Takes the member out of the roster again, as far as this subscription goes. Throws `not_joined`. */
  hide(address: string): void {
    const listener = this.joined(address);
    listener.topic.hide(listener);
  }

  /** The subscription at an address. Throws `not_joined`. */
  joined(address: string): Listener {
    const listener = this.listeners.get(address);
    if (listener === undefined || listener === null) {
      throw new HubError('not_joined', 'subscribe to the topic first');
    }
    return listener;
  }

  dropped(address: string): void {
    this.listeners.delete(address);
    const frame = this.dialect.removed(address);
    if (frame !== undefined) this.wire.write(frame);
    this.onDropped?.(address);
  }

  /** The server ends the connection, and says why. */
  end(reason: EndReason, options: { retryAfter?: number } = {}): void {
    if (!this.#open) return;
    const goodbye = this.dialect.goodbye(reason, options.retryAfter);
    if (goodbye.frame !== undefined) this.wire.write(goodbye.frame);
    // Signing out is an explicit leave: no grace.
    this.#close(
      reason,
      reason === 'signed_out' || reason === 'disconnected' || reason === 'expired',
    );
    this.wire.close(goodbye.code, goodbye.text);
  }

  /** The connection is gone. Members it leaves behind have the grace time, unless `atOnce`. */
  closed(atOnce = false): void {
    this.#close('left', atOnce);
  }

  #close(reason: EndReason | 'left', atOnce: boolean): void {
    if (!this.#open) return;
    this.#open = false;
    const { tally } = this.hub;
    if (!this.trusted) tally.count(tally.ended, reason);
    for (const listener of this.listeners.values()) listener?.topic.leave(listener, atOnce);
    this.listeners.clear();
    this.#onClosed(this);
  }
}
