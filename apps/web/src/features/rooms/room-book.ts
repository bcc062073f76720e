import type { Page, RoomsQuery } from '@parley/domains/chat/schema';
import { toApiError, type ApiError } from '../../api/api-error.ts';
import type { Room } from '../../api/types.ts';
import { changes, dropped, read, type Rooms, type Source } from './room-changes.ts';

/** What the book asks of the server. */
export interface RoomDoors {
  list(query: RoomsQuery, signal?: AbortSignal): Promise<Page<Room>>;
  find(uuid: string, signal?: AbortSignal): Promise<Room>;
  markRead(uuid: string): Promise<void>;
}

export interface RoomBookOptions {
  readonly doors: RoomDoors;
  readonly memberId: number;
  /** Calls back later; the answer calls it off. */
  readonly after: (ms: number, then: () => void) => () => void;
}

/** What the book holds now; a new object with every change. */
export interface RoomBookState {
  readonly rooms: Rooms;
  /** Whether the server has answered once. */
  readonly known: boolean;
  readonly loading: boolean;
  readonly error: ApiError | undefined;
}

/** Rooms to a page of the list, and most pages read: nobody scrolls further than 500 rooms. */
const PER_PAGE = 100;
const MOST_PAGES = 5;
/** Changes of one room that come together are asked for once, ms. */
export const GATHER = 400;
interface Told {
  readonly source: Source;
  readonly event: string;
  readonly payload: unknown;
}

/**
 * The rooms of one member: what the server listed, kept right by events. An event that comes while a
 * list is on its way is applied again on top of it, since the list may be older; each does its work
 * once only, so that nothing is counted twice.
 */
export class RoomBook {
  readonly #doors: RoomDoors;
  readonly #memberId: number;
  readonly #after: RoomBookOptions['after'];
  readonly #listeners = new Set<() => void>();
  readonly #asking = new Map<string, () => void>();
  readonly #reading = new Map<string, 'once' | 'again'>();
  #state: RoomBookState = { rooms: new Map(), known: false, loading: false, error: undefined };
  #since: Told[] | undefined;
  #wantsArchived = false;
  #stop = new AbortController();

  constructor({ doors, memberId, after }: RoomBookOptions) {
    this.#doors = doors;
    this.#memberId = memberId;
    this.#after = after;
  }

  get state(): RoomBookState {
    return this.#state;
  }

  /** Listens for changes; the answer stops it. */
  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  };

  /** Asks for everything anew. A call while an answer is on its way overtakes it. */
  async load(options: { readonly archived?: boolean } = {}): Promise<void> {
    this.#wantsArchived ||= options.archived === true;
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#since = [];
    this.#set({ loading: true });
    try {
      const lists = await Promise.all([
        this.#list('active', signal),
        this.#list('open', signal, 1),
        this.#wantsArchived ? this.#list('archived', signal) : [],
      ]);
      if (signal.aborted) return;
      const since = this.#since;
      this.#since = undefined;
      const listed = lists.flat().map((room) => [room.uuid, room] as const);
      const rooms = new Map([...this.#unlisted(), ...listed]);
      this.#set({ rooms, known: true, loading: false, error: undefined });
      for (const told of since) {
        this.told(told.source, told.event, told.payload);
        // A list newer than this mark would lose what came between them.
        if (told.event === 'chatRoomRead') this.refresh(uuidOf(told.payload));
      }
    } catch (thrown) {
      if (signal.aborted) return;
      this.#since = undefined;
      this.#set({ loading: false, error: toApiError(thrown) });
    }
  }

  /** Takes an event of the member's own topic, or of the community's. Unknown ones do nothing. */
  told(source: Source, event: string, payload: unknown): void {
    const change = Object.hasOwn(changes, event) ? changes[event] : undefined;
    if (change === undefined) return;
    this.#since?.push({ source, event, payload });
    const listener = { memberId: this.#memberId, source };
    const { rooms, ask } = change(this.#state.rooms, payload as never, listener);
    if (rooms !== this.#state.rooms) this.#set({ rooms });
    if (ask !== undefined) this.refresh(ask);
  }

  /** Asks for one room again, soon. One that is not there any more is dropped. */
  refresh(uuid: string): void {
    if (this.#asking.has(uuid)) return;
    const cancel = this.#after(GATHER, () => {
      this.#asking.delete(uuid);
      void this.#find(uuid);
    });
    this.#asking.set(uuid, cancel);
  }

  /** A room as the server just answered it. */
  put(room: Room): void {
    this.#set({ rooms: new Map(this.#state.rooms).set(room.uuid, room) });
  }

  /** A room is gone for this member. */
  drop(uuid: string): void {
    this.#set({ rooms: dropped(this.#state.rooms, uuid) });
  }

  /** All of a room was read: shown at once, told to the server one call at a time. */
  async markRead(uuid: string): Promise<void> {
    if ((this.#state.rooms.get(uuid)?.unread_messages_count ?? 0) === 0) return;
    this.#set({ rooms: read(this.#state.rooms, uuid) });
    this.#since?.push({ source: 'own', event: 'chatRoomRead', payload: { chat_room_uuid: uuid } });
    if (this.#reading.has(uuid)) return void this.#reading.set(uuid, 'again');
    do {
      this.#reading.set(uuid, 'once');
      try {
        await this.#doors.markRead(uuid);
      } catch {
        // Unread after all: the list says so again when it is asked next.
        this.#reading.delete(uuid);
        return this.refresh(uuid);
      }
    } while (this.#reading.get(uuid) === 'again');
    this.#reading.delete(uuid);
  }

  /** Ends what is on its way. */
  close(): void {
    this.#stop.abort();
    this.#since = undefined;
    for (const cancel of this.#asking.values()) cancel();
    this.#asking.clear();
  }

  /** Rooms that no list asked for would hold. */
  #unlisted(): (readonly [string, Room])[] {
    return [...this.#state.rooms].filter(
      ([, { chat_room_kind: kind, current_participant: me }]) =>
        kind === 'embedded' || (me?.archived === true && !this.#wantsArchived),
    );
  }

  async #list(
    status: RoomsQuery['status'],
    signal: AbortSignal,
    pages = MOST_PAGES,
  ): Promise<readonly Room[]> {
    const rooms: Room[] = [];
    for (let page = 1; page <= pages; page += 1) {
      const answer = await this.#doors.list({ status, page, per_page: PER_PAGE }, signal);
      rooms.push(...answer.records);
      if (!answer.has_next_page) break;
    }
    return rooms;
  }

  async #find(uuid: string): Promise<void> {
    const last = (): number => this.#state.rooms.get(uuid)?.last_message?.id ?? 0;
    const before = last();
    try {
      const room = await this.#doors.find(uuid, this.#stop.signal);
      // Something was said while the answer was on its way.
      if (last() > before && last() > (room.last_message?.id ?? 0)) this.refresh(uuid);
      else this.put(room);
    } catch (thrown) {
      if (toApiError(thrown).status === 404) this.drop(uuid);
    }
  }

  #set(change: Partial<RoomBookState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of Array.from(this.#listeners)) listener();
  }
}

function uuidOf(payload: unknown): string {
  return String((payload as { chat_room_uuid?: unknown }).chat_room_uuid);
}
