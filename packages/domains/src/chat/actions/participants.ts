import type { Database } from '@parley/store';
import { DomainError } from '../../errors.ts';
import { participantsOf, roomOf } from '../repository.ts';
import { chatLimits, maySee } from '../rules.ts';
import type { ParticipantView } from '../schema.ts';
import { addParticipantUnit, removeParticipantUnit } from '../units.ts';
import { accepted } from './room-result.ts';

/** Who is in a room, owners first. Throws `not_found` for those who may not see it. */
export async function listParticipants(
  db: Database,
  memberId: number,
  uuid: string,
): Promise<ParticipantView[]> {
  const found = await roomOf(db.read, uuid, memberId);
  if (found === undefined || !maySee(found)) throw new DomainError('not_found');
  return participantsOf(db.read, found.room.id, chatLimits.participantsPerRoom.default);
}

/** Adds a participant. Throws `not_found`, `forbidden`, `too_many`. */
export async function addParticipant(
  db: Database,
  actorId: number,
  uuid: string,
  memberId: number,
): Promise<void> {
  accepted(await db.run(addParticipantUnit, { uuid, actorId, memberId }));
}

/** Removes a participant, or lets one leave. Throws `not_found`, `forbidden`. */
export async function removeParticipant(
  db: Database,
  actorId: number,
  uuid: string,
  memberId: number,
): Promise<void> {
  accepted(await db.run(removeParticipantUnit, { uuid, actorId, memberId }));
}
