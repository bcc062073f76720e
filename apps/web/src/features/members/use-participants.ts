import { useCallback } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import type { Participant } from '../../api/types.ts';
import { useResource, type Resource } from '../../ui/use-resource.ts';

/** People to a page of the list, and most pages read: a longer list is searched, not read. */
const PER_PAGE = 100;
const MOST_PAGES = 5;

/**
 * Who belongs to a room.
 *
 * @param count how many do, as the room says: another number asks again
 * @param wanted false: nobody looks, nothing is asked
 */
export function useParticipants(
  uuid: string,
  count: number,
  wanted: boolean,
): Resource<readonly Participant[]> {
  const load = useCallback(
    async (signal: AbortSignal) => {
      const all: Participant[] = [];
      for (let page = 1; page <= (wanted ? MOST_PAGES : 0); page += 1) {
        const answer = await roomsApi.participants(uuid, { page, per_page: PER_PAGE }, signal);
        all.push(...answer.records);
        if (!answer.has_next_page) break;
      }
      return all;
    },
    [uuid, count, wanted],
  );
  return useResource(load);
}
