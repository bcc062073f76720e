import { Cluster } from './cluster.ts';
import { Lines, type Line, type LineListener } from './line.ts';
import { Silence } from './silence.ts';
import type { Dialect } from './dialect.ts';
import type { Nodes } from './ports/nodes.ts';
import { Rules } from './authorization/rules.ts';
import type { OwnerOptions, Published, Rule } from './authorization/grants.ts';
import { HubError } from './errors.ts';
import { resolveLimits, type Limits } from './limits.ts';
import { MemoryBus } from './memory/memory-bus.ts';
import type { Bus } from './ports/bus.ts';
import type { Clock } from './ports/clock.ts';
import type { Profiles } from './ports/profiles.ts';
import type { SilenceCheck, TopicLog } from './ports/topic-log.ts';
import { Attendances, type Attend } from './presence/attendance.ts';
import { publishForApp, type ServerPublication } from './commands/publish-for-app.ts';
import type { Publication } from './publication.ts';
import { Relay } from './relay.ts';
import { MemberEvents } from './session/member-events.ts';
import { Heartbeat } from './session/heartbeat.ts';
import { Session, type SessionOptions } from './session/session.ts';
import { Sessions } from './session/sessions.ts';
import { ProfileCache } from './topics/profile-cache.ts';
import { Shapes } from './shapes.ts';
import { Tally } from './tally.ts';
import { Topics } from './topics/topics.ts';

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

/** A new credential for a connection that goes on. */
export type Renewal = Pick<SessionOptions, 'principal' | 'expiresAt'>;

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
  /** What happens to members, from whichever node. */
  readonly members: MemberEvents;
  readonly #relay: Relay;
  /** By milliseconds between pings. */
  readonly #heartbeats = new Map<number, Heartbeat>();
  readonly tally: Tally = new Tally();
  /** What cancels the end of a session whose credentials expire. */
  readonly #expiries = new WeakMap<Session, () => void>();
  readonly #attendances = new Attendances();
  readonly #cluster: Cluster;
  readonly #lines: Lines;
  /** This node's name among the nodes, another one at every start. */
  readonly node: string;
  readonly #silence: Silence | undefined;
  #closed = false;

  constructor(options: HubOptions) {
    this.log = options.log;
    this.clock = options.clock;
    this.limits = resolveLimits(options.limits);
    this.profiles = new ProfileCache(options.profiles);
    const { bus = new MemoryBus(), report = () => {} } = options;
    this.topics = new Topics(bus, {
      log: this.log,
      clock: this.clock,
      limits: this.limits,
      profiles: this.profiles,
      shapes: this.shapes,
      tally: this.tally,
      report,
      withheld: (topic) => this.withholds(topic),
      attendOf: (topic) => this.#attendances.of(topic),
    });
    this.node = bus.node;
    this.#lines = new Lines(bus);
    this.members = new MemberEvents(this);
    this.#cluster = new Cluster(this, bus, options.nodes);
    this.#relay = new Relay({ hub: this, bus, cluster: this.#cluster, members: this.members });
    this.#silence =
      options.silence === undefined ? undefined : new Silence(this, options.silence, report);
  }

  /** Lets a rule decide on the topics of a pattern, and their owner take what is published there. */
  allow(pattern: string, rule: Rule, owner: OwnerOptions = {}): void {
    this.rules.add(pattern, rule, owner);
  }

  /** Tells who is connected to the topics of a pattern over this node, from now on. */
  attend(pattern: string, attend: Attend): void {
    this.#attendances.add(pattern, attend);
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
    if (!session.trusted) this.tally.count(this.tally.opened, options.dialect.name);
    // Let in while the server was stopping: nobody would look after it.
    if (this.#closed) session.end('server_restart');
    const { memberId, credential } = options.principal;
    if (this.members.hasEnded(memberId, credential)) session.end('signed_out');
    return session;
  }

  /**
   * A connection goes on under a new credential of the same member, until that one ends. Throws
   * `forbidden` for somebody else's, or for one that ended just now.
   */
  renew(session: Session, { principal, expiresAt }: Renewal): void {
    const { memberId, credential } = principal;
    if (memberId !== session.principal.memberId || this.members.hasEnded(memberId, credential)) {
      throw new HubError('forbidden', 'this credential does not go on with that connection');
    }
    if (!session.open) return;
    session.principal = principal;
    this.#expire(session, expiresAt);
  }

  /** Publishes for the application. Durable: resolves after the commit. Throws `HubError`. */
  publish(request: ServerPublication): Promise<Published> {
    return publishForApp(this, request);
  }

  /** Sends a transient publication to everyone on its topic. Throws `no_such_connection`. */
  transient(publication: Publication): void {
    this.#relay.transient(publication);
  }

  /** A line to the other nodes, for what is no topic. Resolves when they are heard on it. */
  line(name: string, listener: LineListener, onReset?: () => void): Promise<Line> {
    return this.#lines.open(name, listener, onReset);
  }

  /** Ends every connection, so that they resume elsewhere or later, and stops. */
  close(options: { retryAfter?: number } = {}): void {
    this.#closed = true;
    for (const session of this.sessions.all()) session.end('server_restart', options);
    for (const heartbeat of this.#heartbeats.values()) heartbeat.stop();
    this.#relay.stop();
    this.#lines.stop();
    this.#cluster.stop();
    this.#silence?.stop();
    this.topics.close();
  }

  /** Whether this node may still tell of rights that others can change: the log was seen lately. */
  get rightsAreFresh(): boolean {
    return this.#silence?.stale !== true;
  }

  /** Whether rights on a topic may have changed unheard, so that nothing of it may be told. */
  withholds(topic: string): boolean {
    return this.#silence?.stale === true && this.rules.isProtected(topic);
  }

  /** Throws `stale_rights` where rights may have changed unheard. */
  requireFreshRights(topic: string): void {
    if (this.withholds(topic)) {
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
}
