import { Cluster } from './cluster.ts';
import { Lines, type Line, type LineListener } from './line.ts';
import { DISCONNECTED, memberOf, PROFILE, REVOKED } from './member-topic.ts';
import { Silence } from './silence.ts';
import type { Dialect } from './dialect.ts';
import type { Nodes } from './ports/nodes.ts';
import { Rules } from './authorization/rules.ts';
import type { OwnerOptions, Published, Rule } from './authorization/grants.ts';
import { HubError } from './errors.ts';
import { resolveLimits, type Limits } from './limits.ts';
import { MemoryBus } from './memory/memory-bus.ts';
import type { Bus, BusMessage } from './ports/bus.ts';
import type { Clock } from './ports/clock.ts';
import type { Profiles } from './ports/profiles.ts';
import type { SilenceCheck, TopicLog } from './ports/topic-log.ts';
import type { Publication, StoredPublication } from './publication.ts';
import { stableId } from './publication.ts';
import { RESERVED } from './commands/publish.ts';
import { EndedCredentials } from './session/ended-credentials.ts';
import { Heartbeat } from './session/heartbeat.ts';
import { Session, type SessionOptions } from './session/session.ts';
import { Sessions } from './session/sessions.ts';
import { ProfileCache } from './topics/profile-cache.ts';
import { Shapes } from './shapes.ts';
import { shardOf, Topics } from './topics/topics.ts';

/** What a hub is made of. */
export interface HubOptions {
  readonly log: TopicLog;
  readonly profiles: Profiles;
  readonly clock: Clock;
  /** Between nodes; absent: one node. */
  readonly bus?: Bus;
  /** Which of the other nodes live; comes with the bus. */
  readonly nodes?: Nodes;
  /** Present where other processes write to the same log. */
  readonly silence?: SilenceCheck;
  readonly limits?: Partial<Limits>;
  /** Hears of what failed in the background. */
  readonly report?: (where: string, error: unknown) => void;
}

/** A publication by the application itself, beside all connections. */
export interface ServerPublication {
  readonly topic: string;
  readonly event: string;
  /** JSON text. */
  readonly payload: string;
  readonly store: boolean;
  /** Who publishes, for idempotency. */
  readonly publisher: string;
  readonly clientId?: string;
  /** In whose name; absent: the application's. */
  readonly memberId?: number;
}

/** A new credential for a connection that goes on. */
export type Renewal = Pick<SessionOptions, 'principal' | 'expiresAt'>;

/** How many of a member's internal publications are read again after a silence. */
const CATCH_UP = 50;
/** Milliseconds by which the clocks of nodes may differ. */
const CLOCK_SKEW = 1000;
/**
 * Milliseconds between the time that a write bears, taken as it begins, and its commit: until then
 * the credentials that it ends are good for connecting. More than a unit and its locks may take.
 */
const WRITE_TIME = 15_000;

/** One node's hub: connections on one side, log and bus on the other. */
export class Hub {
  readonly log: TopicLog;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly rules: Rules = new Rules();
  /** How domains' events look in each language. */
  readonly shapes: Shapes = new Shapes();
  readonly sessions: Sessions = new Sessions();
  readonly profiles: ProfileCache;
  readonly topics: Topics;
  readonly #bus: Bus;
  /** By milliseconds between pings. */
  readonly #heartbeats = new Map<number, Heartbeat>();
  /** Frames that were not understood or came to nothing, of all connections since the start. */
  refusedFrames = 0;
  readonly #ended = new EndedCredentials();
  /** What cancels the end of a session whose credentials expire. */
  readonly #expiries = new WeakMap<Session, () => void>();
  readonly #cluster: Cluster;
  readonly #lines: Lines;
  readonly #silence: Silence | undefined;
  readonly #report: (where: string, error: unknown) => void;
  readonly #stop: (() => void)[] = [];
  #closed = false;

  constructor(options: HubOptions) {
    this.log = options.log;
    this.clock = options.clock;
    this.limits = resolveLimits(options.limits);
    this.profiles = new ProfileCache(options.profiles);
    this.#bus = options.bus ?? new MemoryBus();
    this.#report = options.report ?? (() => {});
    this.topics = new Topics(this.#bus, {
      log: this.log,
      clock: this.clock,
      limits: this.limits,
      profiles: this.profiles,
      shapes: this.shapes,
      report: this.#report,
      withheld: (topic) => this.#withheld(topic),
    });
    this.#stop.push(
      this.log.onCommit((publications) => this.#committed(publications)),
      this.#bus.onMessage((message) => this.#heard(message)),
      () => {
        for (const heartbeat of this.#heartbeats.values()) heartbeat.stop();
      },
    );
    this.#lines = new Lines(this.#bus);
    this.#cluster = new Cluster(this, this.#bus, options.nodes);
    this.#silence =
      options.silence === undefined ? undefined : new Silence(this, options.silence, this.#report);
  }

  /** Lets a rule decide on the topics of a pattern, and their owner take what is published there. */
  allow(pattern: string, rule: Rule, owner: OwnerOptions = {}): void {
    this.rules.add(pattern, rule, owner);
  }

  /** Whether a member may open one more connection here. */
  mayConnect(memberId: number): boolean {
    return this.sessions.of(memberId).length < this.limits.connectionsPerMember;
  }

  /** Takes a connection in. */
  connect(options: SessionOptions): Session {
    this.profiles.learn(options.principal.profile);
    const heartbeat = this.#heartbeatOf(options.dialect);
    let slice = 0;
    const session = new Session(this, options, (closed) => {
      this.sessions.remove(closed);
      heartbeat.remove(closed, slice);
      this.#expiries.get(closed)?.();
    });
    slice = heartbeat.add(session);
    this.#expire(session, options.expiresAt);
    this.sessions.add(session);
    // Let in while the server was stopping: nobody would look after it.
    if (this.#closed) session.end('server_restart');
    const { memberId, credential } = options.principal;
    if (this.#ended.has(memberId, credential)) session.end('signed_out');
    return session;
  }

  /**
   * A connection goes on under a new credential of the same member, until that one ends. Throws
   * `forbidden` for somebody else's, or for one that ended just now.
   */
  renew(session: Session, { principal, expiresAt }: Renewal): void {
    const { memberId, credential } = principal;
    if (memberId !== session.principal.memberId || this.#ended.has(memberId, credential)) {
      throw new HubError('forbidden', 'this credential does not go on with that connection');
    }
    if (!session.open) return;
    session.principal = principal;
    this.#expire(session, expiresAt);
  }

  /**
   * Publishes for the application, on a domain's topic in a member's name as that member would.
   * Durable: resolves after the commit. Throws `HubError`.
   */
  async publish(request: ServerPublication): Promise<Published> {
    const { event, payload, store, memberId = null, clientId } = request;
    if (event.startsWith(RESERVED) || this.shapes.isOwned(event) || request.topic.startsWith('$')) {
      throw new HubError('bad_request', 'this name is reserved for the server');
    }
    const topic = await this.rules.resolve(request.topic);
    const acted = await this.#actFor(memberId, { ...request, topic });
    if (acted !== undefined) return acted;
    const sender = memberId === null ? 'app' : stableId(memberId);
    if (store) {
      return this.log.append({
        topic,
        event,
        payload,
        sender,
        connectionId: null,
        memberId,
        publisher: request.publisher,
        ...(clientId === undefined ? {} : { clientId }),
      });
    }
    if (memberId !== null) await this.profiles.load([memberId]);
    const timestamp = new Date(this.clock.now()).toISOString();
    this.transient({ topic, event, payload, sender, memberId, timestamp });
    return { position: undefined, timestamp, duplicate: false };
  }

  /** Lets the domain that owns a topic take what the application publishes there. */
  async #actFor(
    memberId: number | null,
    { topic, event, payload, store, clientId }: ServerPublication,
  ): Promise<Published | undefined> {
    if (!this.rules.hasActor(topic)) return undefined;
    if (memberId === null) {
      if (!store) return undefined;
      throw new HubError('bad_request', 'what is stored on this topic is a member’s: say whose');
    }
    await this.profiles.load([memberId]);
    const profile = this.profiles.known(memberId);
    if (profile === undefined || profile === null) {
      throw new HubError('bad_request', 'there is no such member');
    }
    return this.rules.act({
      principal: { memberId, profile, credential: 'app' },
      connectionId: null,
      topic,
      event,
      payload,
      store,
      ...(clientId === undefined ? {} : { clientId }),
    });
  }

  /** Sends a transient publication to everyone on its topic. Throws `no_such_connection`. */
  transient(publication: Publication): void {
    this.#deliver(publication);
    this.#bus.publish(shardOf(publication.topic), { kind: 'transient', publication });
  }

  /** This node's name among the nodes, another one at every start. */
  get node(): string {
    return this.#bus.node;
  }

  /** A line to the other nodes, for what is no topic. Resolves when they are heard on it. */
  line(name: string, listener: LineListener, onReset?: () => void): Promise<Line> {
    return this.#lines.open(name, listener, onReset);
  }

  /** Ends every connection, so that they resume elsewhere or later, and stops. */
  close(options: { retryAfter?: number } = {}): void {
    this.#closed = true;
    for (const session of this.sessions.all()) session.end('server_restart', options);
    for (const stop of this.#stop) stop();
    this.#cluster.stop();
    this.#silence?.stop();
    this.topics.close();
  }

  /** What may have changed for a member while the bus was silent: the newest of their internal topic. */
  async catchUpMember(topic: string, head: number): Promise<void> {
    const memberId = memberOf(topic);
    if (memberId === undefined) return;
    this.profiles.forget(memberId);
    if (this.sessions.of(memberId).length === 0) return;
    const after = Math.max(0, head - CATCH_UP);
    const { messages } = await this.log.read({ topic, after, limit: CATCH_UP, internal: true });
    for (const publication of messages) this.#applyToMember(memberId, publication);
  }

  /** Whether this node may still tell of rights that others can change: the log was seen lately. */
  get rightsAreFresh(): boolean {
    return this.#silence?.stale !== true;
  }

  /** Throws `stale_rights` where rights may have changed unheard. */
  requireFreshRights(topic: string): void {
    if (this.#withheld(topic)) {
      throw new HubError('stale_rights', 'the log was not seen for too long');
    }
  }

  #expire(session: Session, expiresAt: number | undefined): void {
    this.#expiries.get(session)?.();
    this.#expiries.delete(session);
    if (expiresAt === undefined) return;
    const left = Math.max(0, expiresAt - this.clock.now());
    this.#expiries.set(
      session,
      this.clock.after(left, () => session.end('expired')),
    );
  }

  #heartbeatOf({ pingInterval = this.limits.pingInterval }: Dialect): Heartbeat {
    let heartbeat = this.#heartbeats.get(pingInterval);
    if (heartbeat === undefined) {
      heartbeat = new Heartbeat(this.clock, pingInterval);
      this.#heartbeats.set(pingInterval, heartbeat);
    }
    return heartbeat;
  }

  #withheld(topic: string): boolean {
    return this.#silence?.stale === true && this.rules.isProtected(topic);
  }

  #deliver(publication: Publication): void {
    const topic = this.topics.get(publication.topic);
    if (topic === undefined || this.#withheld(topic.name)) return;
    if (publication.target === undefined) {
      topic.transient(publication, undefined);
      return;
    }
    const listener = this.#targetOf(publication.target, topic.name);
    if (listener === undefined && !topic.roster.isElsewhere(publication.target)) {
      throw new HubError('no_such_connection', 'the target is not on this topic');
    }
    topic.transient(publication, listener);
  }

  #targetOf(connectionId: string, topic: string) {
    for (const listener of this.sessions.get(connectionId)?.listeners.values() ?? []) {
      if (listener?.topic.name === topic) return listener;
    }
    return undefined;
  }

  #committed(publications: readonly StoredPublication[]): void {
    this.#take(publications);
    const byShard = new Map<number, StoredPublication[]>();
    for (const publication of publications) {
      const shard = shardOf(publication.topic);
      const held = byShard.get(shard);
      if (held === undefined) byShard.set(shard, [publication]);
      else held.push(publication);
    }
    for (const [shard, held] of byShard) {
      this.#bus.publish(shard, { kind: 'durable', publications: held });
    }
  }

  #heard(message: BusMessage): void {
    if (message.kind === 'durable') {
      this.#take(message.publications);
      return;
    }
    if (message.kind === 'line') {
      this.#lines.hear(message);
      return;
    }
    if (message.kind !== 'transient') {
      this.#cluster.hear(message);
      return;
    }
    try {
      this.#deliver(message.publication);
    } catch (error) {
      // Meant for a connection of another node.
      if (!(error instanceof HubError)) throw error;
    }
  }

  #take(publications: readonly StoredPublication[]): void {
    for (const publication of publications) {
      const memberId = memberOf(publication.topic);
      if (memberId !== undefined) this.#applyToMember(memberId, publication);
    }
    this.topics.offer(publications);
  }

  #applyToMember(memberId: number, { event, payload, timestamp }: StoredPublication): void {
    if (event === PROFILE) this.profiles.forget(memberId);
    const at = Date.parse(timestamp);
    const credential = event === REVOKED ? credentialOf(payload) : undefined;
    if (typeof credential === 'string') {
      this.#ended.add(memberId, credential, this.clock.now());
    }
    for (const session of this.sessions.of(memberId)) {
      // Heard late, "all" must not reach those who came back since; a second of clock skew is borne.
      const since = session.openedAt - at - CLOCK_SKEW;
      if (event === DISCONNECTED && since <= 0) session.end('disconnected');
      if (event !== REVOKED) continue;
      const isMeant =
        credential === null ? since <= WRITE_TIME : session.principal.credential === credential;
      if (isMeant) session.end('signed_out');
    }
  }
}

/** The credential that a revocation names; `null`: all. */
function credentialOf(payload: string): string | null | undefined {
  const told: unknown = JSON.parse(payload);
  if (typeof told !== 'object' || told === null || !('credential' in told)) return undefined;
  const { credential } = told;
  return credential === null || typeof credential === 'string' ? credential : undefined;
}
