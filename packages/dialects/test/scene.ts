import { TopicConversation, topicDialect } from '@parley/dialects/topic';
import {
  fullGrants,
  Hub,
  type Grants,
  type Limits,
  type Session,
  type TopicLog,
} from '@parley/hub';
import { MemoryTopicLog } from '@parley/hub/memory';
import { FakeClock, Mailbox } from '@parley/testing';

type Frame = Record<string, unknown>;

/** One browser: what it says, and what came back. */
export interface Actor {
  readonly session: Session;
  readonly mailbox: Mailbox;
  readonly cid: string;
  say(frame: Frame): void;
  /** Says it, lets everything settle, and takes all frames that came. */
  ask(frame: Frame): Promise<Frame[]>;
  raw(text: string): void;
}

/** A hub in memory with people on it, all in one process and on a clock that stands still. */
export class Scene {
  readonly clock: FakeClock = new FakeClock();
  readonly log: MemoryTopicLog;
  readonly hub: Hub;
  readonly reports: unknown[] = [];
  #connections = 0;

  constructor(options: { limits?: Partial<Limits>; log?: (inner: TopicLog) => TopicLog } = {}) {
    this.log = new MemoryTopicLog({ clock: this.clock, epoch: () => 'epoch00000' });
    this.hub = new Hub({
      log: options.log?.(this.log) ?? this.log,
      clock: this.clock,
      profiles: {
        find: (ids) => Promise.resolve(ids.filter((id) => id < 1000).map((id) => profile(id))),
      },
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      report: (_where, error) => this.reports.push(error),
    });
    this.hub.allow('chat:*', () => fullGrants, { open: true });
  }

  /** Lets members onto `topic` with these grants. */
  grant(topic: string, grants: Grants | (() => Promise<Grants>)): void {
    this.hub.allow(topic, typeof grants === 'function' ? grants : () => grants);
  }

  /** A member opens a page. */
  enter(memberId: number): Actor {
    this.#connections += 1;
    const cid = `c${this.#connections}`;
    const mailbox = new Mailbox();
    const session = this.hub.connect({
      connectionId: cid,
      principal: { memberId, profile: profile(memberId), credential: `session:${memberId}` },
      dialect: topicDialect,
      wire: mailbox,
    });
    const conversation = new TopicConversation(session, (error) => this.reports.push(error));
    conversation.welcome();
    mailbox.take();
    const actor: Actor = {
      session,
      mailbox,
      cid,
      say: (frame) => conversation.receive(JSON.stringify(frame)),
      ask: async (frame) => {
        actor.say(frame);
        await this.clock.settle();
        return mailbox.take();
      },
      raw: (text) => conversation.receive(text),
    };
    return actor;
  }

  /** A member opens a page and is on a topic. */
  async on(memberId: number, topic: string): Promise<Actor> {
    const actor = this.enter(memberId);
    await actor.ask({ op: 'subscribe', id: 1, topic });
    return actor;
  }
}

/** The member of an id. */
export function profile(memberId: number) {
  return { memberId, name: `Member ${memberId}`, role: 'member', color: '#123456' };
}

/** The frames of one kind. */
export function only(frames: readonly Frame[], op: string): Frame[] {
  return frames.filter((frame) => frame['op'] === op);
}
