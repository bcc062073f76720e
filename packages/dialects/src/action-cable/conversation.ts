import {
  HubError,
  type Position,
  type Renewal,
  type Session,
  type SessionShelf,
} from '@parley/hub';
import { writeAnswer } from '../write-answer.ts';
import { partsOf } from './address.ts';
import type { Channels } from './channels.ts';
import {
  decodeCommand,
  type Command,
  type HistoryRequest,
  type SubscriptionCommand,
} from './commands.ts';
import { answer, refreshed, refreshRejected, welcome } from './frames.ts';
import { Intake } from './intake.ts';
import { decodeSaved, encodeSaved } from './saved-subscriptions.ts';
import { Subscription } from './subscription.ts';

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

/** Times that a subscribe is tried while the database is away, and milliseconds between. */
const TRIES = 5;
const PAUSE = 1000;
/** A repeat that waited so long behind the first is answered by the first's confirmation: a client that gave up waiting once takes a second one for a stranger's. */
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
  readonly #subscriptions = new Map<string, Subscription>();
  #cancelHold: (() => void) | undefined;
  #cancelSave: (() => void) | undefined;
  #saving = false;

  constructor(session: Session, options: CableConversationOptions) {
    this.#session = session;
    this.#options = options;
    session.owesAnswers = options.pong;
    // Welcome is the first.
    session.pings = false;
    session.onDropped = (address) => this.#dropped(address);
    this.#intake = new Intake({
      session,
      keyOf: (command) => ('identifier' in command ? command.identifier : undefined),
      serve: (command, since) => this.#serve(command, since),
      overflow: () => this.#session.refused(),
      report: (error) => options.report?.(error),
    });
  }

  /** Says welcome, once what the client had before is looked up. Resolves then; never rejects. */
  async begin(): Promise<void> {
    const { sid, pong, restore, extended } = this.#options;
    const restored = restore === undefined || !extended ? undefined : await this.#restore(restore);
    if (!this.#session.open) {
      await this.#closeAll();
      return;
    }
    writeAnswer(this.#session, welcome(sid, { pong, restored }));
    this.#session.pings = true;
    if (restored !== undefined) {
      const { clock, limits } = this.#session.hub;
      this.#cancelHold = clock.after(limits.restoreWait, () => this.#resumeAll());
    }
    this.#save();
    this.#intake.open();
  }

  /** Takes one text message. Never throws. */
  receive(text: string): void {
    if (!this.#session.open) return;
    this.#session.heard();
    const command = decodeCommand(text);
    if (command === undefined) this.#session.refused();
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
    const dropped = this.#session.open;
    this.#intake.close();
    // From now on the session has its whole lifetime; who was told goodbye does not come back to it.
    if (dropped) this.#write();
    this.#cancelHold?.();
    this.#cancelSave?.();
    this.#session.closed();
    void this.#closeAll();
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

  async #serveSubscription(
    command: Exclude<SubscriptionCommand, { command: 'subscribe' }>,
  ): Promise<void> {
    const { identifier } = command;
    const subscription = this.#subscriptions.get(identifier);
    if (command.command === 'unsubscribe') {
      this.#subscriptions.delete(identifier);
      await subscription?.close();
      this.#save();
      return;
    }
    if (subscription === undefined) {
      this.#session.refused();
      return;
    }
    if (subscription.state === 'held') {
      const isHistory = command.command === 'history';
      const stands = await this.#resume(identifier, isHistory ? command.history : undefined);
      if (isHistory || !stands) return;
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

  async #subscribe(
    { identifier, history, presence }: Extract<Command, { command: 'subscribe' }>,
    since: number,
  ): Promise<void> {
    const standing = this.#subscriptions.get(identifier);
    if (standing !== undefined) {
      const waited = this.#session.hub.clock.now() - since;
      if (standing.state === 'held' && !(await this.#resume(identifier, undefined))) return;
      if (waited < IMPATIENCE) standing.confirmAgain();
      if (history !== undefined) await standing.history(history);
    } else if (!(await this.#open(identifier, history))) {
      return;
    }
    const subscription = this.#subscriptions.get(identifier);
    if (presence !== undefined) subscription?.enter(presence);
    this.#save();
  }

  /** Opens a subscription or rejects it; while the database is away, tries for a while. */
  async #open(
    identifier: string,
    history: Extract<Command, { command: 'subscribe' }>['history'],
  ): Promise<boolean> {
    try {
      await this.#persist(async () => {
        this.#subscriptions.delete(identifier);
        const subscription = this.#make(identifier);
        if (subscription === undefined) throw new HubError('forbidden', 'no such channel');
        this.#subscriptions.set(identifier, subscription);
        await subscription.open(history);
      });
      return true;
    } catch (error) {
      this.#reject(identifier, error);
      return false;
    }
  }

  /** Tries again while the database is away, for a while. */
  async #persist(task: () => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await task();
        return;
      } catch (error) {
        const mayRetry = error instanceof HubError && error.retry && tries < TRIES;
        if (!mayRetry || !(await this.#intake.pause(PAUSE))) throw error;
      }
    }
  }

  #reject(identifier: string, error: unknown): void {
    this.#subscriptions.delete(identifier);
    writeAnswer(this.#session, answer(identifier, 'reject_subscription'));
    if (!isRefusal(error)) this.#options.report?.(error);
  }

  #make(identifier: string): Subscription | undefined {
    const { topicsPerConnection, identifierCharacters } = this.#session.hub.limits;
    const isWithin =
      identifier.length <= identifierCharacters && this.#subscriptions.size < topicsPerConnection;
    const found = isWithin ? this.#options.channels.find(identifier) : undefined;
    return found && new Subscription(this.#session, identifier, found);
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

  /** What of an old connection's subscriptions may still be, taken up. `undefined`: it is not known. */
  async #restore(sid: string): Promise<readonly string[] | undefined> {
    const { memberId } = this.#session.principal;
    let saved;
    try {
      const text = await this.#options.shelf.take({ sid, memberId });
      if (text === undefined) return undefined;
      saved = decodeSaved(text);
    } catch {
      // The shelf is away: the client subscribes anew.
      return undefined;
    }
    const restored = await Promise.all(
      saved.map(({ identifier, from }) => this.#restoreOne(identifier, from)),
    );
    return restored.filter((identifier) => identifier !== undefined);
  }

  async #restoreOne(identifier: string, from: Position): Promise<string | undefined> {
    const subscription = this.#make(identifier);
    if (subscription === undefined) return undefined;
    try {
      await subscription.restore(from);
    } catch (error) {
      if (!isRefusal(error)) this.#options.report?.(error);
      return undefined;
    }
    this.#subscriptions.set(identifier, subscription);
    return identifier;
  }

  /** The client did not say what it has of some: those go on from where they were restored. */
  #resumeAll(): void {
    for (const { identifier, state } of this.#subscriptions.values()) {
      if (state !== 'held') continue;
      this.#intake.run(identifier, async () => {
        await this.#resume(identifier, undefined);
      });
    }
  }

  /** Lets a restored subscription go on. Answers whether it still stands. */
  async #resume(identifier: string, history: HistoryRequest | undefined): Promise<boolean> {
    const subscription = this.#subscriptions.get(identifier);
    if (subscription === undefined) return false;
    try {
      await this.#persist(() => subscription.resume(history));
      return true;
    } catch (error) {
      await subscription.close();
      this.#reject(identifier, error);
      return false;
    }
  }

  /** The hub took a stream away and told the client that the subscription is over. */
  #dropped(address: string): void {
    const { identifier } = partsOf(address);
    const subscription = this.#subscriptions.get(identifier);
    if (subscription?.has(address) !== true) return;
    this.#subscriptions.delete(identifier);
    this.#save();
    void subscription.close().catch((error: unknown) => this.#options.report?.(error));
  }

  async #closeAll(): Promise<void> {
    const subscriptions = [...this.#subscriptions.values()];
    this.#subscriptions.clear();
    for (const subscription of subscriptions) {
      try {
        await subscription.close();
      } catch (error) {
        this.#options.report?.(error);
      }
    }
  }

  /** Saves at the end of the tick, whatever changes in it. */
  #save(): void {
    if (!this.#options.extended || this.#saving) return;
    this.#saving = true;
    this.#session.hub.clock.soon(() => {
      this.#saving = false;
      this.#write();
    });
  }

  #write(): void {
    const { extended, shelf, sid } = this.#options;
    const { hub, open, principal } = this.#session;
    if (!extended || !open) return;
    const { sessionLifetime, sessionCharacters } = hub.limits;
    this.#cancelSave?.();
    // A quiet connection's session must not die before it.
    this.#cancelSave = hub.clock.after(sessionLifetime / 2, () => this.#write());
    const saved = [...this.#subscriptions.values()].flatMap(({ identifier, restorable: from }) =>
      from === undefined ? [] : [{ identifier, from }],
    );
    const text = encodeSaved(saved);
    if (text.length > sessionCharacters) return;
    // Lost with the shelf: the client subscribes anew.
    shelf.save({ sid, memberId: principal.memberId }, text, sessionLifetime).catch(() => {});
  }
}

/** Whether an error is an expected no, of the hub or of a domain; what else is thrown is reported. */
function isRefusal(error: unknown): boolean {
  return error instanceof HubError || (error instanceof Error && error.name === 'DomainError');
}
