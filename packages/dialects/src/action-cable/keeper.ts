import type { Session, SessionShelf } from '@parley/hub';
import { decodeSaved, encodeSaved, type SavedSubscription } from './saved-subscriptions.ts';

/**
 * Keeps on the shelf what a new connection would need to go on as this one. Saved after every change,
 * since a client may be back before the server knows that it was gone.
 */
export class Keeper {
  readonly #session: Session;
  readonly #shelf: SessionShelf;
  readonly #sid: string;
  readonly #current: () => readonly SavedSubscription[];
  #cancel: (() => void) | undefined;
  #scheduled = false;

  constructor(
    session: Session,
    options: {
      readonly shelf: SessionShelf;
      readonly sid: string;
      /** What there is to keep. */
      readonly current: () => readonly SavedSubscription[];
    },
  ) {
    this.#session = session;
    this.#shelf = options.shelf;
    this.#sid = options.sid;
    this.#current = options.current;
  }

  /** Something changed; saved at the end of the tick, with whatever else changes in it. */
  changed(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#session.hub.clock.soon(() => {
      this.#scheduled = false;
      if (this.#session.open) this.#save();
    });
  }

  /** The network took the connection: from now on what is kept has its whole lifetime. */
  dropped(): void {
    this.#save();
    this.stop();
  }

  /** Nothing more is saved. What is kept dies by itself. */
  stop(): void {
    this.#cancel?.();
  }

  /** Takes what an old connection of the member left; `undefined` when there is nothing. */
  async take(sid: string): Promise<readonly SavedSubscription[] | undefined> {
    const { memberId } = this.#session.principal;
    try {
      const text = await this.#shelf.take({ sid, memberId });
      return text === undefined ? undefined : decodeSaved(text);
    } catch {
      // The shelf is away: the client subscribes anew.
      return undefined;
    }
  }

  #save(): void {
    const { hub, principal } = this.#session;
    const { sessionLifetime, sessionCharacters } = hub.limits;
    this.#cancel?.();
    // What a quiet connection keeps must not die before it.
    this.#cancel = hub.clock.after(sessionLifetime / 2, () => this.changed());
    const text = encodeSaved(this.#current());
    if (text.length > sessionCharacters) return;
    const session = { sid: this.#sid, memberId: principal.memberId };
    // Lost with the shelf: the client subscribes anew.
    this.#shelf.save(session, text, sessionLifetime).catch(() => {});
  }
}
