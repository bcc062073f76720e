import { useDebouncedValue } from '@mantine/hooks';
import type { SearchHit } from '@parley/domains/chat/schema';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ApiError } from '../../api/api-error.ts';
import { roomsApi } from '../../api/rooms.ts';
import { searchApi } from '../../api/search.ts';
import type { PublicMember, Room } from '../../api/types.ts';
import { useResource } from '../../ui/use-resource.ts';
import { useRooms } from '../rooms/rooms-context.ts';
import { newestFirst, type Shelves } from '../rooms/shelves.ts';
import { useMember } from '../session/session-context.ts';
import { matches } from './highlight.ts';

/** How long somebody pauses before the server is asked, ms. */
const PAUSE = 200;
const MOST_ROOMS = 6;
const MOST_MEMBERS = 5;
/** Messages to a page; the server has at most 50. */
const PER_PAGE = 20;

/** Something to go to. */
export type Result =
  | { readonly kind: 'room'; readonly room: Room }
  | { readonly kind: 'member'; readonly member: PublicMember }
  | { readonly kind: 'message'; readonly hit: SearchHit }
  | { readonly kind: 'more' };

interface Results {
  /** Rooms, members, messages, in this order. */
  readonly results: readonly Result[];
  readonly loading: boolean;
  readonly error: ApiError | undefined;
  readonly retry: () => void;
  readonly more: () => void;
  /** What the messages were looked up for. */
  readonly wanted: string;
}

interface Found {
  readonly wanted: string;
  readonly members: readonly PublicMember[];
  readonly hits: readonly SearchHit[];
  readonly hasMore: boolean;
}

/** What a text finds: rooms at once, members and messages when the server answers. */
export function useResults(text: string): Results {
  const { id } = useMember();
  const { shelves } = useRooms();
  const [wanted] = useDebouncedValue(text.trim(), PAUSE);
  const [pages, setPages] = useState(1);
  useEffect(() => setPages(1), [wanted]);
  const load = useCallback(
    async (signal: AbortSignal): Promise<Found> => {
      if (wanted === '') return { wanted, members: [], hits: [], hasMore: false };
      const ask = (page: number) =>
        searchApi.messages({ query: wanted, page, per_page: PER_PAGE }, signal);
      const [{ members }, ...answers] = await Promise.all([
        roomsApi.findMembers(wanted, signal),
        ...Array.from({ length: pages }, (_, n) => ask(n + 1)),
      ]);
      const hits = answers.flatMap(({ records }) => records);
      return { wanted, members, hits, hasMore: answers.at(-1)?.has_next_page === true };
    },
    [wanted, pages],
  );
  const { data, error, loading, reload } = useResource(load);
  const rooms = useMemo(() => roomsFor(shelves, text), [shelves, text]);
  const results = useMemo<readonly Result[]>(() => {
    const asked = text.trim() !== '' && data !== undefined;
    // Until the server answers, what fits of the last answer: Enter opens what was looked for.
    const fits = (words: string): boolean => data?.wanted === text.trim() || matches(words, text);
    const members = (asked ? data.members : []).filter(
      (member) => member.id !== id && fits(member.name),
    );
    const hits = (asked ? data.hits : []).filter(({ message }) => fits(message.body));
    const hasMore = asked && data.hasMore && data.wanted === text.trim();
    return [
      ...rooms.map((room) => ({ kind: 'room', room }) as const),
      ...members.slice(0, MOST_MEMBERS).map((member) => ({ kind: 'member', member }) as const),
      ...hits.map((hit) => ({ kind: 'message', hit }) as const),
      ...(hasMore ? [{ kind: 'more' } as const] : []),
    ];
  }, [rooms, data, text, id]);
  return {
    results,
    loading: text.trim() !== '' && (loading || text.trim() !== wanted),
    error,
    retry: reload,
    more: () => setPages((n) => n + 1),
    wanted: data?.wanted ?? '',
  };
}

/** Rooms by name; with no text those where something was said lately. */
function roomsFor(shelves: Shelves | undefined, text: string): readonly Room[] {
  if (shelves === undefined) return [];
  const { pinned, direct, groups, open, archived } = shelves;
  const own = newestFirst([...pinned, ...direct, ...groups]);
  const all = text.trim() === '' ? own : [...own, ...open, ...archived];
  return all.filter((room) => matches(room.chat_room_name, text)).slice(0, MOST_ROOMS);
}
