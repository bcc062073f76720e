import type { Renewal, Session, SessionShelf } from '@parley/hub';
import { writeAnswer } from '../write-answer.ts';
import type { Channels } from './channels.ts';
import { decodeCommand, type Command, type SubscriptionCommand } from './commands.ts';
import { refreshed, refreshRejected, welcome } from './frames.ts';
import { Intake } from './intake.ts';
import { Keeper } from './keeper.ts';
import { isRefusal, Subscriptions } from './subscriptions.ts';

/** Who a token stands for, or why it stands for nobody. */
export type Refreshed = Renewal | 'unauthorized' | 'token_expired';

/** What a conversation needs to know of its connection. */
export interface CableConversationOptions {
  readonly channels: Channels;
  /** The connection's name on the shelf, made for it. */
  readonly sid: string;
  /** The name that the client had before, where it brings one. */
  readonly restore?: string | undefined;
  /** Whether `actioncable-v1-ext-json` is spoken. */
  readonly extended: boolean;
  /** Whether the client offered to answer pings. */
  readonly pong: boolean;
  readonly shelf: SessionShelf;
  /** Looks a new token up. */
  readonly refresh: (token: string) => Promise<Refreshed>;
  readonly report?: ((error: unknown) => void) | undefined;
}

/** What is served in its turn. */
type Request = Exclude<Command, { readonly command: 'pong' }>;
type Subscribe = Extract<Command, { readonly command: 'subscribe' }>;

/**
 * Milliseconds: a repeat that waited so long behind the first is answered by the first's confirmation.
 * A client that gave up waiting once takes a second one for a stranger's, and unsubscribes.
 */
const IMPATIENCE = 4000;

/**
 * One connection's talk in Action Cable: reads commands, calls the session, answers.
 *
 *   opening ──restored, or nothing to restore──▶ open ──closed()──▶ closed
 *   what comes while opening waits; what is about one identifier is done in its order
 */
export class CableConversation {
  readonly #session: Session;
  readonly #options: CableConversationOptions;
  readonly #intake: Intake<Request>;
  readonly #subscriptions: Subscriptions;
  /** The base protocol has no way to take a connection up again. */
  readonly #keeper: Keeper | undefined;
  #cancelHold: (() => void) | undefined;

  constructor(session: Session, options: CableConversationOptions) {
    this.#session = session;
    this.#options = options;
    const { channels, extended, pong, shelf, sid } = options;
    const report = (error: unknown): void => options.report?.(error);
    session.owesAnswers = pong;
    // Welcome is the first.
    session.pings = false;
    this.#subscriptions = new Subscriptions({
      session,
      channels,
      pause: (ms) => this.#intake.pause(ms),
      changed: () => this.#keeper?.changed(),
      report,
    });
    this.#intake = new Intake({
      session,
      keyOf: (command) => ('identifier' in command ? command.identifier : undefined),
      serve: (command, since) => this.#serve(command, since),
      overflow: () => session.refused(),
      report,
    });
    const current = (): ReturnType<Subscriptions['saved']> => this.#subscriptions.saved();
    this.#keeper = extended ? new Keeper(session, { shelf, sid, current }) : undefined;
  }

  /** Says welcome, once what the client had before is looked up. Resolves then; never rejects. */
  async begin(): Promise<void> {
    const { sid, pong, restore } = this.#options;
    const saved = restore === undefined ? undefined : await this.#keeper?.take(restore);
    const restored = saved && (await this.#subscriptions.restore(saved));
    if (!this.#session.open) {
      await this.#subscriptions.closeAll();
      return;
    }
    writeAnswer(this.#session, welcome(sid, { pong, restored }));
    this.#session.pings = true;
    if (restored !== undefined) {
      const { clock, limits } = this.#session.hub;
      this.#cancelHold = clock.after(limits.restoreWait, () => this.#resumeAll());
    }
    this.#keeper?.changed();
    this.#intake.open();
  }

  /** Takes one text message. Never throws. */
  receive(text: string): void {
    if (!this.#session.open) return;
    this.#session.heard();
    const command = decodeCommand(text);
    if (command === undefined) this.#session.refused();
    // Who answers once promises to go on.
    else if (command.command === 'pong') this.#session.owesAnswers ||= this.#options.extended;
    else this.#intake.add(command, text.length);
  }

  /** A binary message came, which the language does not know. */
  binary(): void {
    this.#session.heard();
    this.#session.refused();
  }

  /** The connection is gone. */
  closed(): void {
    this.#intake.close();
    this.#cancelHold?.();
    // Who was told goodbye does not come back to what is kept.
    if (this.#session.open) this.#keeper?.dropped();
    else this.#keeper?.stop();
    this.#session.closed();
    void this.#subscriptions.closeAll();
  }

  async #serve(command: Request, since: number): Promise<void> {
    try {
      if (command.command === 'refresh') await this.#refresh(command.token);
      else if (command.command === 'subscribe') await this.#subscribe(command, since);
      else await this.#serveSubscription(command);
    } catch (error) {
      if (!isRefusal(error)) this.#options.report?.(error);
      this.#session.refused();
    }
  }

  async #subscribe({ identifier, history, presence }: Subscribe, since: number): Promise<void> {
    const standing = this.#subscriptions.get(identifier);
    if (standing === undefined) {
      if (!(await this.#subscriptions.open(identifier, history))) return;
    } else {
      const waited = this.#session.hub.clock.now() - since;
      const isHeld = standing.state === 'held';
      if (isHeld && !(await this.#subscriptions.resume(identifier))) return;
      if (waited < IMPATIENCE) standing.confirmAgain();
      if (history !== undefined) await standing.history(history);
    }
    if (presence !== undefined) this.#subscriptions.get(identifier)?.enter(presence);
  }

  async #serveSubscription(
    command: Exclude<SubscriptionCommand, { readonly command: 'subscribe' }>,
  ): Promise<void> {
    const { identifier } = command;
    if (command.command === 'unsubscribe') {
      await this.#subscriptions.remove(identifier);
      return;
    }
    const subscription = this.#subscriptions.get(identifier);
    if (subscription === undefined) {
      this.#session.refused();
      return;
    }
    if (subscription.state === 'held') {
      const history = command.command === 'history' ? command.history : undefined;
      const stands = await this.#subscriptions.resume(identifier, history);
      if (history !== undefined || !stands) return;
    }
    switch (command.command) {
      case 'history':
        await subscription.history(command.history);
        return;
      case 'message':
        if (!(await subscription.perform(command.action, command.data))) this.#session.refused();
        return;
      case 'whisper':
        await subscription.whisper(command.data);
        return;
      case 'join':
        subscription.enter(command.presence);
        return;
      case 'leave':
        subscription.exit();
        return;
      case 'presence':
        subscription.tellPresence();
    }
  }

  async #refresh(token: string): Promise<void> {
    const session = this.#session;
    let renewal = await this.#options.refresh(token);
    try {
      if (typeof renewal !== 'string') session.hub.renew(session, renewal);
    } catch {
      renewal = 'unauthorized';
    }
    const frame =
      typeof renewal === 'string' ? refreshRejected(renewal) : refreshed(renewal.expiresAt);
    writeAnswer(session, frame);
  }

  /** The client did not say what it has of some: those go on from where they were restored. */
  #resumeAll(): void {
    for (const { identifier } of this.#subscriptions.held()) {
      this.#intake.run(identifier, async () => {
        await this.#subscriptions.resume(identifier);
      });
    }
  }
}
