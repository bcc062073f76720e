import { HubError, type Session } from '@parley/hub';
import { writeAnswer } from '../write-answer.ts';
import { partsOf } from './address.ts';
import type { Channels } from './channels.ts';
import type { Command, HistoryRequest } from './commands.ts';
import { answer } from './frames.ts';
import type { SavedSubscription } from './saved-subscriptions.ts';
import { Subscription } from './subscription.ts';

/** Times that something is tried while the database is away, and milliseconds between. */
const TRIES = 5;
const PAUSE = 1000;

/** What a set of subscriptions needs from around it. */
export interface SubscriptionsOptions {
  readonly session: Session;
  readonly channels: Channels;
  /** Waits; answers whether to go on. */
  readonly pause: (ms: number) => Promise<boolean>;
  /** What there is to keep changed. */
  readonly changed: () => void;
  readonly report: (error: unknown) => void;
}

/** The subscriptions of one connection, by identifier. Refusals are answered here. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #byIdentifier = new Map<string, Subscription>();

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    options.session.onDropped = (address) => this.#dropped(address);
  }

  get(identifier: string): Subscription | undefined {
    return this.#byIdentifier.get(identifier);
  }

  /** Those that wait for the client to say what it has. */
  held(): Subscription[] {
    return [...this.#byIdentifier.values()].filter(({ state }) => state === 'held');
  }

  /** Those that a new connection could take up as they are. */
  saved(): SavedSubscription[] {
    const saved: SavedSubscription[] = [];
    for (const { identifier, restorable: from } of this.#byIdentifier.values()) {
      if (from !== undefined) saved.push({ identifier, from });
    }
    return saved;
  }

  /**
   * Opens one or rejects it; while the database is away, tries for a while, then lets the client come
   * back later. Answers whether it stands.
   */
  async open(
    identifier: string,
    history: Extract<Command, { command: 'subscribe' }>['history'],
  ): Promise<boolean> {
    try {
      await this.#persist(async () => {
        this.#byIdentifier.delete(identifier);
        const subscription = this.#make(identifier);
        if (subscription === undefined) throw new HubError('forbidden', 'no such channel');
        this.#byIdentifier.set(identifier, subscription);
        await subscription.open(history);
      });
      this.#options.changed();
      return this.#byIdentifier.has(identifier);
    } catch (error) {
      this.#reject(identifier, error);
      return false;
    }
  }

  /** Takes up what the rules still allow; answers what that is. */
  async restore(saved: readonly SavedSubscription[]): Promise<string[]> {
    const restored = await Promise.all(saved.map((one) => this.#restore(one)));
    return restored.filter((identifier) => identifier !== undefined);
  }

  /** Lets a restored subscription go on. Answers whether it still stands. */
  async resume(identifier: string, history?: HistoryRequest): Promise<boolean> {
    const subscription = this.get(identifier);
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

  /** The client leaves one, if it is there. */
  async remove(identifier: string): Promise<void> {
    const subscription = this.get(identifier);
    this.#byIdentifier.delete(identifier);
    this.#options.changed();
    await subscription?.close();
  }

  /** The connection is gone. */
  async closeAll(): Promise<void> {
    const subscriptions = [...this.#byIdentifier.values()];
    this.#byIdentifier.clear();
    for (const subscription of subscriptions) {
      try {
        await subscription.close();
      } catch (error) {
        this.#options.report(error);
      }
    }
  }

  #make(identifier: string): Subscription | undefined {
    const { session, channels } = this.#options;
    const { topicsPerConnection, identifierCharacters } = session.hub.limits;
    if (identifier.length > identifierCharacters) return undefined;
    if (this.#byIdentifier.size >= topicsPerConnection) return undefined;
    const found = channels.find(identifier);
    return found && new Subscription(session, identifier, found);
  }

  async #restore({ identifier, from }: SavedSubscription): Promise<string | undefined> {
    const subscription = this.#make(identifier);
    if (subscription === undefined) return undefined;
    this.#byIdentifier.set(identifier, subscription);
    try {
      await subscription.restore(from);
      return identifier;
    } catch (error) {
      this.#byIdentifier.delete(identifier);
      if (!isRefusal(error)) this.#options.report(error);
      return undefined;
    }
  }

  async #persist(task: () => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await task();
        return;
      } catch (error) {
        const mayRetry = error instanceof HubError && error.retry && tries < TRIES;
        if (!mayRetry || !(await this.#options.pause(PAUSE))) throw error;
      }
    }
  }

  #reject(identifier: string, error: unknown): void {
    this.#byIdentifier.delete(identifier);
    this.#options.changed();
    const { session } = this.#options;
    // A rejection is for ever: clients that shall try again are sent away for a moment.
    if (error instanceof HubError && error.retry) session.end('server_restart');
    else writeAnswer(session, answer(identifier, 'reject_subscription'));
    if (!isRefusal(error)) this.#options.report(error);
  }

  /** The hub took a stream away and told the client that the subscription is over. */
  #dropped(address: string): void {
    const { identifier } = partsOf(address);
    const subscription = this.get(identifier);
    if (subscription?.has(address) !== true) return;
    this.#byIdentifier.delete(identifier);
    this.#options.changed();
    void subscription.close().catch((error: unknown) => this.#options.report(error));
  }
}

/** Whether an error is an expected no, of the hub or of a domain; what else is thrown is reported. */
export function isRefusal(error: unknown): boolean {
  return error instanceof HubError || (error instanceof Error && error.name === 'DomainError');
}
