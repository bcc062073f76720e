import type { UnitContext } from '@parley/store';
import { countParticipants, insertParticipants, participantOf } from '../participant-repository.ts';
import { newestIn } from '../room-list.ts';
import { anyRoom } from '../room-repository.ts';
import { tellCreated } from '../room-telling.ts';
import { chatLimits, joinedOffset } from '../rules.ts';
import { keepStays, openStays } from '../stay-repository.ts';

/**
 * Lets a member into an open room, since they say something there; answers the participation's id,
 * `undefined` when the room is full.
 */
export async function joinOpenRoom(
  tx: UnitContext,
  uuid: string,
  memberId: number,
): Promise<number | undefined> {
  const room = await anyRoom(tx.db, uuid);
  if (room === undefined) return undefined;
  const most = chatLimits.participantsPerRoom.default;
  if ((await countParticipants(tx.db, room.id)) >= most) return undefined;
  const lastRead = await newestIn(tx.db, room.id);
  const joining = [{ memberId, role: 'member' as const }];
  await insertParticipants(tx.db, room.id, joining, { joinedOn: tx.now, lastRead });
  await openStays(tx.db, room.id, [memberId], joinedOffset(room.is_show_history, tx.head.offset));
  await keepStays(tx.db, room.id, [memberId], chatLimits.staysPerMember.default);
  await tellCreated(tx, room, [memberId]);
  return (await participantOf(tx.db, room.id, memberId))?.id;
}
