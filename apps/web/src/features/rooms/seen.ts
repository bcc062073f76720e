import type { LastMessage, Room } from '../../api/types.ts';

/** Up to when each room was seen, ISO 8601, by uuid. Kept in this browser, per member. */
export type Seen = Readonly<Record<string, string>>;

const nameOf = (memberId: number): string => `parley.seen.${memberId}`;

/** What this browser remembers; nothing where it cannot. */
export function readSeen(storage: Pick<Storage, 'getItem'>, memberId: number): Seen {
  try {
    const value: unknown = JSON.parse(storage.getItem(nameOf(memberId)) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([, at]) => typeof at === 'string'));
  } catch {
    return {};
  }
}

/** Remembers; where nothing can be stored it lasts as long as the page. */
export function keepSeen(storage: Pick<Storage, 'setItem'>, memberId: number, seen: Seen): void {
  try {
    storage.setItem(nameOf(memberId), JSON.stringify(seen));
  } catch {
    // A full or forbidden storage costs only the dot in the list.
  }
}

/**
 * A room with a newer message than what was seen. One that was never opened is not unread, nor one
 * where I spoke last, from wherever.
 *
 * @param self my name
 */
export function unread({ uuid, lastMessage }: Room, seen: Seen, self: string): boolean {
  const until = seen[uuid];
  if (until === undefined || lastMessage === null || lastMessage.author === self) return false;
  return lastMessage.timestamp > until;
}

/** Rooms by their newest message, then those without one by name. */
export function newestFirst(rooms: readonly Room[]): Room[] {
  const at = (message: LastMessage | null): string => message?.timestamp ?? '';
  return [...rooms].sort(
    (a, b) => at(b.lastMessage).localeCompare(at(a.lastMessage)) || a.name.localeCompare(b.name),
  );
}
