import { Rules } from './authorization/rules.ts';
import type { Rule } from './authorization/grants.ts';
import { HubError } from './errors.ts';
import { resolveLimits, type Limits } from './limits.ts';
import { MemoryBus } from './memory/memory-bus.ts';
import type { Bus, BusMessage } from './ports/bus.ts';
import type { Clock } from './ports/clock.ts';
import type { Profiles } from './ports/profiles.ts';
import type { SilenceCheck, TopicLog } from './ports/topic-log.ts';
import type { Publication, StoredPublication } from './publication.ts';
import { stableId } from './publication.ts';
import { RESERVED, type Published } from './commands/publish.ts';
import { Heartbeat } from './session/heartbeat.ts';
import { Session, type SessionOptions } from './session/session.ts';
import { Sessions } from './session/sessions.ts';
import { ProfileCache } from './topics/profile-cache.ts';
import { shardOf, Topics } from './topics/topics.ts';

/** What a hub is made of. */
export interface HubOptions {
  readonly log: TopicLog;
  readonly profiles: Profiles;
  readonly clock: Clock;
  /** Between nodes; absent: one node. */
  readonly bus?: Bus;
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

/** Topics whose durable publications are for the nodes: `$member:<id>`. */
const MEMBER_TOPIC = /^\$member:(\d+)$/;
/** Credentials have ended: of one session or token, or with `credential: null` all of a member's. */
const REVOKED = 'parley.revoked';
/** The member's profile changed. */
const PROFILE = 'parley.profile';

/** One node's hub: connections on one side, log and bus on the other. */
export class Hub {
  readonly log: TopicLog;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly rules: Rules = new Rules();
  readonly sessions: Sessions = new Sessions();
  readonly profiles: ProfileCache;
  readonly topics: Topics;
  readonly #bus: Bus;
  readonly #heartbeat: Heartbeat;
  readonly #report: (where: string, error: unknown) => void;
  readonly #stop: (() => void)[] = [];

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
      report: this.#report,
    });
    this.#heartbeat = new Heartbeat(this.clock, this.limits.pingInterval);
    this.#stop.push(
      this.log.onCommit((publications) => this.#committed(publications)),
      this.#bus.onMessage((message) => this.#heard(message)),
      () => this.#heartbeat.stop(),
    );
    if (options.silence !== undefined) this.#listenForSilence(options.silence);
  }

  /** Lets a rule decide on the topics of a pattern. `open`: an application's own, beside the domains'. */
  allow(pattern: string, rule: Rule, options: { open?: boolean } = {}): void {
    this.rules.add(pattern, rule, options);
  }

  /** Whether a member may open one more connection here. */
  mayConnect(memberId: number): boolean {
    return this.sessions.of(memberId).length < this.limits.connectionsPerMember;
  }

  /** Takes a connection in. */
  connect(options: SessionOptions): Session {
    this.profiles.learn(options.principal.profile);
    const closing: (() => void)[] = [];
    const session = new Session(this, options, (closed) => {
      this.sessions.remove(closed);
      for (const task of closing) task();
    });
    const slice = this.#heartbeat.add(session);
    closing.push(() => this.#heartbeat.remove(session, slice));
    if (options.expiresAt !== undefined) {
      const left = Math.max(0, options.expiresAt - this.clock.now());
      closing.push(this.clock.after(left, () => session.end('expired')));
    }
    this.sessions.add(session);
    return session;
  }

  /** Publishes for the application. Durable: resolves after the commit. Throws `HubError`. */
  async publish(request: ServerPublication): Promise<Published> {
    if (request.event.startsWith(RESERVED) || request.topic.startsWith('$')) {
      throw new HubError('bad_request', 'this name is reserved for the server');
    }
    const memberId = request.memberId ?? null;
    const sender = memberId === null ? 'app' : stableId(memberId);
    if (request.store) {
      return this.log.append({
        topic: request.topic,
        event: request.event,
        payload: request.payload,
        sender,
        connectionId: null,
        memberId,
        publisher: request.publisher,
        ...(request.clientId === undefined ? {} : { clientId: request.clientId }),
      });
    }
    if (memberId !== null) await this.profiles.load([memberId]);
    const timestamp = new Date(this.clock.now()).toISOString();
    const { topic, event, payload } = request;
    this.transient({ topic, event, payload, sender, memberId, timestamp });
    return { position: undefined, timestamp, duplicate: false };
  }

  /** Sends a transient publication to everyone on its topic. Throws `no_such_connection`. */
  transient(publication: Publication): void {
    this.#deliver(publication);
    this.#bus.publish(shardOf(publication.topic), { kind: 'transient', publication });
  }

  /** Ends every connection, so that they resume elsewhere or later, and stops. */
  close(options: { retryAfter?: number } = {}): void {
    for (const session of this.sessions.all()) session.end('server_restart', options);
    for (const stop of this.#stop) stop();
    this.topics.close();
  }

  #deliver(publication: Publication): void {
    const topic = this.topics.get(publication.topic);
    if (topic === undefined) return;
    if (publication.target === undefined) {
      topic.transient(publication, undefined);
      return;
    }
    const listener = this.#targetOf(publication.target, topic.name);
    if (listener === undefined) {
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
    try {
      this.#deliver(message.publication);
    } catch (error) {
      // Meant for a connection of another node.
      if (!(error instanceof HubError)) throw error;
    }
  }

  #take(publications: readonly StoredPublication[]): void {
    for (const publication of publications) {
      const member = MEMBER_TOPIC.exec(publication.topic);
      if (member?.[1] !== undefined) this.#applyToMember(Number(member[1]), publication);
    }
    this.topics.offer(publications);
  }

  #applyToMember(memberId: number, { event, payload }: StoredPublication): void {
    if (event === PROFILE) this.profiles.forget(memberId);
    if (event !== REVOKED) return;
    const told: unknown = JSON.parse(payload);
    if (typeof told !== 'object' || told === null || !('credential' in told)) return;
    for (const session of this.sessions.of(memberId)) {
      if (told.credential === null || session.principal.credential === told.credential) {
        session.end('signed_out');
      }
    }
  }

  #listenForSilence(silence: SilenceCheck): void {
    let cancel = (): void => {};
    const check = async (): Promise<void> => {
      try {
        for (const { topic, epoch, head } of await silence.changed()) {
          await this.topics.get(topic)?.reach(epoch, head);
        }
      } catch (error) {
        this.#report('silence check', error);
      }
    };
    const schedule = (): void => {
      cancel = this.clock.after(this.limits.checkInterval, () => {
        void check().then(schedule);
      });
    };
    schedule();
    this.#stop.push(() => cancel());
  }
}
