import { fullGrants, type Grants } from '../authorization/grants.ts';
import { HubError } from '../errors.ts';
import type { Position } from '../publication.ts';
import type { Session } from '../session/session.ts';
import { authorsOf, toldMessages, type JoinSink } from '../session/joining.ts';
import { fitting } from '../topics/page-size.ts';
import { Replay, type Moment } from '../topics/replay.ts';
import type { Attempt, Topic } from '../topics/topic.ts';
import { rosterPage } from './roster-page.ts';

/** What a connection asks to join. */
export interface SubscribeRequest {
  /** The topic, or another name of it. */
  readonly topic: string;
  /** The name under which the listener knows it; the topic itself when absent. */
  readonly address?: string;
  /** Resume after this position, or from this time on. */
  readonly since?: Position | Moment;
  /** How many of the newest messages to show. */
  readonly history: number;
  /** `false`: the roster does not show it unless it asks; absent: it does. */
  readonly visible?: boolean;
}

/**
 * Lets a connection onto a topic: rights, then everything it must see, then live, without a gap.
 * All reading happens before; from the last look at the topic to the join nothing is awaited.
 */
export async function subscribe(
  session: Session,
  request: SubscribeRequest,
  sink: JoinSink,
): Promise<void> {
  const { hub } = session;
  const address = request.address ?? request.topic;
  if (session.listeners.has(address)) throw new HubError('already_joined', address);
  if (session.listeners.size >= hub.limits.topicsPerConnection) {
    throw new HubError('too_many_topics', `at most ${hub.limits.topicsPerConnection} topics`);
  }
  session.listeners.set(address, null);
  let name: string;
  try {
    const resolved = hub.rules.resolve(request.topic);
    name = typeof resolved === 'string' ? resolved : await resolved;
  } catch (error) {
    session.listeners.delete(address);
    throw error;
  }
  const { topic, ready } = hub.topics.acquire(name);
  const attempt = topic.begin(session.principal.memberId);
  try {
    await ready;
    const { grants, replay } = await prepare(session, topic, attempt, request);
    if (!session.open) return;
    const visible = request.visible !== false && grants.presence && !session.trusted;
    const listener = { subscriber: session, topic, address, grants, visible };
    session.listeners.set(address, listener);
    topic.join(listener);
    sink.confirmed({
      position: { epoch: topic.epoch, offset: topic.delivered },
      recovered: replay.recovered,
      gap: replay.gap,
      grants,
    });
    // A large roster is told as a count and a first page.
    const { rosterMembers, pageSize } = hub.limits;
    sink.roster(rosterPage(listener, undefined, topic.roster.large ? pageSize : rosterMembers));
    pages(session, topic, replay, sink);
  } catch (error) {
    session.listeners.delete(address);
    throw error;
  } finally {
    topic.finish(attempt);
  }
}

/** Asks for rights and reads, again when the rights changed meanwhile, until all is at hand. */
async function prepare(
  session: Session,
  topic: Topic,
  attempt: Attempt,
  request: SubscribeRequest,
): Promise<{ grants: Grants; replay: Replay }> {
  const { hub } = session;
  for (;;) {
    attempt.stale = false;
    hub.requireFreshRights(topic.name);
    const grants = session.trusted
      ? fullGrants
      : await hub.rules.decide(session.principal, topic.name);
    await catchUp(topic, grants);
    const replay = new Replay(topic, grants, hub);
    if (grants.history) {
      await replay.start({
        since: request.since,
        history: Math.min(request.history, hub.limits.pageSize),
      });
    } else {
      await replay.start({ since: undefined, history: 0 });
    }
    while (!replay.complete || unknownAuthors(session, replay).length > 0) {
      if (!replay.complete) await replay.extend();
      await hub.profiles.load(unknownAuthors(session, replay));
    }
    if (!attempt.stale) return { grants, replay };
  }
}

/**
 * Rights are read from the database, which may be ahead of what was delivered here: what lies before
 * the range that lasts must not come live. Throws when the log does not bring this node that far.
 */
async function catchUp(topic: Topic, { readable }: Grants): Promise<void> {
  const before = Math.max(0, ...(readable ?? []).map(({ from }) => from - 1));
  if (before > topic.delivered) await topic.feed.catchUp(before);
}

function unknownAuthors(session: Session, replay: Replay): number[] {
  const ids: number[] = [];
  for (const { memberId } of replay.rows) {
    if (memberId !== null && session.hub.profiles.known(memberId) === undefined) ids.push(memberId);
  }
  return ids;
}

function pages(session: Session, topic: Topic, replay: Replay, sink: JoinSink): void {
  let rest = replay.rows;
  let older = replay.older || replay.recovered;
  // Also without rows one page goes out: its `last` tells the client that live messages begin.
  do {
    const messages = rest.slice(0, fitting(rest, session.hub.limits, 'first'));
    rest = rest.slice(messages.length);
    const authors = authorsOf(messages, (id) => session.hub.profiles.known(id));
    const told = toldMessages(session, messages);
    const view = { epoch: topic.epoch, messages: told, authors, older, next: undefined };
    sink.page(view, rest.length === 0);
    older = true;
  } while (rest.length > 0);
}
