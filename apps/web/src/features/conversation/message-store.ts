import type {
  DeletedMessage,
  MessageView,
  MessageWindow,
  WindowQuery,
} from '@parley/domains/chat/schema';
import { toApiError, type ApiError } from '../../api/api-error.ts';
import { repliedTo, tombstone, withoutReply } from './message-changes.ts';

/** Messages asked for at once. */
export const PAGE = 50;
/**
 * Most messages held and shown: the page stays quick in a room of any length. What goes away at one
 * end can be fetched again.
 */
export const KEPT = 300;

/** What is shown of a room's top level, or of a thread. */
export interface Messages {
  /** Ascending, none twice, no hole. */
  readonly list: readonly MessageView[];
  readonly hasOlder: boolean;
  /** What follows is not held: the reader is in the past. */
  readonly hasNewer: boolean;
  readonly loading: 'start' | 'older' | 'newer' | undefined;
  readonly error: ApiError | undefined;
}

export interface MessageStoreOptions {
  readonly load: (query: Partial<WindowQuery>) => Promise<MessageWindow>;
  /** The thread that is shown; absent: the top level. */
  readonly parentId?: number;
}

type Change = (list: readonly MessageView[], hasNewer: boolean) => readonly MessageView[];

/**
 * Holds a window of messages by their ids, and keeps it right by the room's events. An event that
 * comes while a window is on its way is applied again to what the window brought: whichever of the
 * two is newer, the newest state stands at the end.
 */
export class MessageStore {
  readonly #options: MessageStoreOptions;
  readonly #listeners = new Set<() => void>();
  /** Counts what was asked for: an answer to an overtaken question is not heard. */
  #turn = 0;
  #during: Change[] | undefined;
  /** The reader is at the end, and the oldest go; elsewhere the newest wait. */
  following = true;
  state: Messages = {
    list: [],
    hasOlder: false,
    hasNewer: false,
    loading: 'start',
    error: undefined,
  };

  constructor(options: MessageStoreOptions) {
    this.#options = options;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly read = (): Messages => this.state;

  /** Begins anew: at the newest messages, or around one. Resolves when they are there, or failed. */
  async open(around?: number): Promise<void> {
    const half = Math.ceil(PAGE / 2);
    const query =
      around === undefined
        ? { previous_per_page: PAGE, next_per_page: 0 }
        : { id: around, previous_per_page: half, next_per_page: half };
    await this.#fetch('start', query, (window) => ({
      list: window.records,
      hasOlder: window.has_previous_page,
      hasNewer: around !== undefined && window.has_next_page,
    }));
  }

  async older(): Promise<void> {
    const { list, hasOlder, loading } = this.state;
    const [first] = list;
    if (!hasOlder || loading !== undefined || first === undefined) return;
    const query = { id: first.id, previous_per_page: PAGE, next_per_page: 0 };
    await this.#fetch('older', query, ({ records, has_previous_page }) => {
      const all = union(records, this.state.list);
      const list = all.slice(0, KEPT);
      const hasNewer = this.state.hasNewer || all.length > list.length;
      return { list, hasOlder: has_previous_page, hasNewer };
    });
  }

  async newer(): Promise<void> {
    const { list, hasNewer, loading } = this.state;
    const last = list.at(-1);
    if (!hasNewer || loading !== undefined || last === undefined) return;
    const query = { id: last.id, previous_per_page: 0, next_per_page: PAGE };
    await this.#fetch('newer', query, ({ records, has_next_page }) => {
      const all = union(this.state.list, records);
      const list = all.slice(-KEPT);
      const hasOlder = this.state.hasOlder || all.length > list.length;
      return { list, hasOlder, hasNewer: has_next_page };
    });
  }

  /** Events were missed: what is shown is asked for again. */
  async reload(): Promise<void> {
    const { list, hasNewer } = this.state;
    await this.open(hasNewer ? list[Math.floor(list.length / 2)]?.id : undefined);
  }

  newMessage(message: MessageView): void {
    const { parentId = null } = this.#options;
    if (message.parent_message_id !== parentId) {
      const parent = message.parent_message_id;
      if (parentId === null && parent !== null) {
        this.#apply((list) => replace(list, parent, (held) => repliedTo(held, message)));
      }
      return;
    }
    this.#apply((list, hasNewer) => {
      const last = list.at(-1);
      if (last !== undefined && message.id <= last.id) return list;
      return hasNewer ? list : [...list, message];
    });
    this.#trim();
  }

  updatedMessage(message: MessageView): void {
    // Who deletes has the last word.
    this.change(message.id, (held) => (held.deleted_at === null ? message : held));
  }

  deletedMessage({ id, parent_message_id, parent_message }: DeletedMessage, at: string): void {
    this.change(id, (held) => tombstone(held, at));
    if (parent_message !== null) this.updatedMessage(parent_message);
    else if (parent_message_id !== null) this.change(parent_message_id, withoutReply);
  }

  /** Shows a message otherwise, until an event says how it is. */
  change(id: number, change: (held: MessageView) => MessageView): void {
    this.#apply((list) => replace(list, id, change));
  }

  #apply(change: Change): void {
    this.#during?.push(change);
    const list = change(this.state.list, this.state.hasNewer);
    if (list !== this.state.list) this.#set({ list });
  }

  #trim(): void {
    const { list } = this.state;
    if (this.following) {
      if (list.length > KEPT) this.#set({ list: list.slice(-KEPT), hasOlder: true });
    } else if (list.length > 2 * KEPT) {
      this.#set({ list: list.slice(0, 2 * KEPT), hasNewer: true });
    }
  }

  async #fetch(
    loading: 'start' | 'older' | 'newer',
    query: Partial<WindowQuery>,
    merge: (window: MessageWindow) => Pick<Messages, 'list' | 'hasOlder' | 'hasNewer'>,
  ): Promise<void> {
    const turn = ++this.#turn;
    const { parentId } = this.#options;
    const during: Change[] = [];
    this.#during = during;
    this.#set({ loading, error: undefined });
    try {
      const thread = parentId === undefined ? {} : { parent_message_id: parentId };
      const window = await this.#options.load({ ...query, ...thread });
      if (turn !== this.#turn) return;
      const merged = merge(window);
      const list = during.reduce((so, change) => change(so, merged.hasNewer), merged.list);
      this.#set({ ...merged, list });
    } catch (thrown) {
      if (turn === this.#turn) this.#set({ error: toApiError(thrown) });
    } finally {
      if (turn === this.#turn) {
        this.#during = undefined;
        this.#set({ loading: undefined });
      }
    }
  }

  #set(part: Partial<Messages>): void {
    this.state = { ...this.state, ...part };
    for (const listener of Array.from(this.#listeners)) listener();
  }
}

function replace(
  list: readonly MessageView[],
  id: number,
  change: (held: MessageView) => MessageView,
): readonly MessageView[] {
  const at = list.findIndex((message) => message.id === id);
  const held = list[at];
  return held === undefined ? list : list.with(at, change(held));
}

/** Both, ascending; the second one's where both have a message. */
function union(a: readonly MessageView[], b: readonly MessageView[]): MessageView[] {
  const byId = new Map([...a, ...b].map((message) => [message.id, message]));
  return [...byId.values()].sort((x, y) => x.id - y.id);
}
