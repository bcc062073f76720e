import type { BoardReply } from '@parley/domains/exchange/schema';
import type { Clock } from '../clock.ts';
import type { Member } from '../message.ts';
import { whiteboardLimits } from './limits.ts';

/** Somebody wants to share something with everybody on the board. */
export interface BoardQuestion {
  readonly id: string;
  readonly from: Member;
  /** What it is: the name of a file. */
  readonly what: string;
  agree(): void;
  decline(): void;
}

/**
 * What became of a question: everybody agreed, or who did not. `ask` is what a shared picture notes in
 * its `customData` beside its `url`, for the server to know that it was agreed to; `undefined`: nobody
 * else was there.
 */
export type BoardAnswer =
  | { readonly agreed: true; readonly ask: string | undefined }
  | { readonly agreed: false; readonly by: Member | undefined };

interface Asked {
  readonly waiting: Set<string>;
  readonly end: (answer: BoardAnswer) => void;
}

/** How questions are asked, and who there is to ask. */
export interface AskingOptions {
  readonly clock: Clock;
  readonly id: () => string;
  readonly tell: (action: 'ask' | 'settled', payload: object) => Promise<unknown>;
  /** Answers to the server, which notes that something may be shared before others hear it. */
  readonly answer: (payload: BoardReply) => Promise<unknown>;
  /** The stable id of who sits here. */
  readonly self: () => string | undefined;
  readonly members: () => ReadonlyMap<string, Member>;
  readonly changed: () => void;
}

/** Asks everybody else on the board, each once, whichever of their tabs answers. */
export class Asking {
  readonly #options: AskingOptions;
  readonly #asked = new Map<string, Asked>();
  readonly #open = new Map<string, BoardQuestion>();
  #views: readonly BoardQuestion[] = [];

  constructor(options: AskingOptions) {
    this.#options = options;
  }

  /** Questions of others that wait for an answer; the same list until they change. */
  get open(): readonly BoardQuestion[] {
    return this.#views;
  }

  /**
   * Asks; resolves when all have agreed, one has declined, or time is over. Where nobody else is,
   * nobody need agree. Rejects when the question cannot be told.
   */
  async ask(what: string): Promise<BoardAnswer> {
    const { clock, id: newId, tell, self, members } = this.#options;
    const me = self();
    const waiting = new Set<string>();
    for (const { scid, online } of members().values()) {
      if (online && scid !== me) waiting.add(scid);
    }
    if (waiting.size === 0) return { agreed: true, ask: undefined };
    const id = newId();
    return new Promise((resolve, reject) => {
      const cancel = clock.after(whiteboardLimits.answerWait.default, () => {
        const [first] = waiting;
        end({ agreed: false, by: members().get(first ?? '') });
      });
      const end = (answer: BoardAnswer): void => {
        if (!this.#asked.delete(id)) return;
        cancel();
        tell('settled', { ask: id }).catch(() => undefined);
        resolve(answer);
      };
      this.#asked.set(id, { waiting, end });
      tell('ask', { ask: id, what }).catch((error: unknown) => {
        cancel();
        this.#asked.delete(id);
        reject(error instanceof Error ? error : new TypeError('The question was not told.'));
      });
    });
  }

  /** Takes what others ask and answer. */
  hear(action: string, payload: unknown, from: Member): void {
    if (typeof payload !== 'object' || payload === null || !('ask' in payload)) return;
    const { ask: id } = payload;
    if (typeof id !== 'string' || id.length > 64) return;
    if (action === 'ask') this.#question(id, 'what' in payload ? payload.what : '', from);
    else if (action === 'settled') this.#close(id);
    else if (action === 'answer') this.#answer(id, 'agree' in payload && payload.agree, from);
  }

  #question(id: string, what: unknown, from: Member): void {
    // Of one person one question at a time, so that nobody is buried in them.
    for (const [other, question] of this.#open) {
      if (question.from.scid === from.scid) this.#open.delete(other);
    }
    const answer = (agree: boolean) => (): void => {
      if (!this.#open.has(id)) return;
      this.#close(id);
      this.#options.answer({ ask: id, agree }).catch(() => undefined);
    };
    const name = typeof what === 'string' ? what.slice(0, 200) : '';
    this.#open.set(id, { id, from, what: name, agree: answer(true), decline: answer(false) });
    this.#changed();
  }

  #close(id: string): void {
    if (this.#open.delete(id)) this.#changed();
  }

  #answer(id: string, agree: unknown, from: Member): void {
    // Another tab of one's own has answered.
    if (from.scid === this.#options.self()) this.#close(id);
    const asked = this.#asked.get(id);
    if (asked === undefined || !asked.waiting.has(from.scid)) return;
    if (agree !== true) return asked.end({ agreed: false, by: from });
    asked.waiting.delete(from.scid);
    if (asked.waiting.size === 0) asked.end({ agreed: true, ask: id });
  }

  /** Who has left is not waited for, and their questions are over. */
  rosterChanged(): void {
    const members = this.#options.members();
    const isHere = (scid: string): boolean => members.get(scid)?.online === true;
    for (const [ask, { waiting, end }] of Array.from(this.#asked)) {
      for (const scid of Array.from(waiting)) if (!isHere(scid)) waiting.delete(scid);
      if (waiting.size === 0) end({ agreed: true, ask });
    }
    for (const [id, { from }] of Array.from(this.#open)) if (!isHere(from.scid)) this.#close(id);
  }

  /** Nobody waits any more. */
  stop(): void {
    for (const { end } of Array.from(this.#asked.values())) end({ agreed: false, by: undefined });
    this.#open.clear();
    this.#changed();
  }

  #changed(): void {
    this.#views = [...this.#open.values()];
    this.#options.changed();
  }
}
