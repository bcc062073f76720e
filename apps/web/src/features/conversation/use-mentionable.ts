import { useEffect, useMemo, useState } from 'react';
import { roomsApi } from '../../api/rooms.ts';
import { matching, type Mentionable } from '../rich-text/suggesting.ts';
import { useConversationContext } from './conversation-context.ts';

/** Participants that are known at once; of larger rooms, and open ones, the server is asked. */
const KNOWN = 100;
/** The server is asked when nobody typed for this long, ms. */
const PAUSE = 150;

const nobody: readonly Mentionable[] = [];

/**
 * Who can be mentioned in the conversation for what was typed after the `@`: its participants, and in
 * an open room everybody. Asked for when the first `@` is typed.
 */
export function useMentionable(query: string | undefined): readonly Mentionable[] {
  const { room, self } = useConversationContext();
  const { uuid, chat_room_access: access, chat_room_participants_count: total } = room;
  const asked = query !== undefined;
  const [participants, setParticipants] = useState<readonly Mentionable[]>();
  const [found, setFound] = useState<readonly Mentionable[]>(nobody);

  useEffect(() => {
    if (!asked) return undefined;
    const stop = new AbortController();
    roomsApi.participants(uuid, { page: 1, per_page: KNOWN }, stop.signal).then(
      ({ records }) =>
        setParticipants(
          records.map(({ community_member_id: id, name, color }) => ({ id, name, color })),
        ),
      // Without the list one writes names without a mention.
      () => {},
    );
    return () => stop.abort();
  }, [uuid, asked, total]);

  const elsewhere = asked && query !== '' && (access === 'open' || total > KNOWN);
  useEffect(() => {
    if (!elsewhere) {
      setFound(nobody);
      return undefined;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      roomsApi.findMembers(query, stop.signal).then(
        ({ members }) => setFound(members.map(({ id, name, color }) => ({ id, name, color }))),
        () => {},
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [elsewhere, query]);

  return useMemo(() => {
    if (query === undefined) return nobody;
    const all = new Map([...(participants ?? []), ...found].map((person) => [person.id, person]));
    all.delete(self);
    return matching([...all.values()], query);
  }, [participants, found, query, self]);
}
