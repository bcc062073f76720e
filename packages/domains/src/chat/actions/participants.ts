import type { Database } from '@parley/store';
import { DomainError } from '../../errors.ts';
import { pageOf } from '../../page.ts';
import {
  countParticipants,
  participantLine,
  participantOf,
  participantPage,
} from '../participant-repository.ts';
import { roomOf, type RoomRow } from '../room-repository.ts';
import { ownView, participantView } from '../room-views.ts';
import { maySee } from '../rules.ts';
import type {
  ChangedParticipantView,
  Page,
  PageQuery,
  ParticipantView,
  UpdateParticipantBody,
} from '../schema.ts';
import {
  addParticipantsUnit,
  removeParticipantUnit,
  updateParticipantUnit,
} from '../units/participants.ts';
import { accepted } from './accepted.ts';

async function visibleRoom(db: Database, memberId: number, uuid: string): Promise<RoomRow> {
  const found = await roomOf(db.read, uuid, memberId);
  if (found === undefined || !maySee(found)) throw new DomainError('not_found');
  return found.room;
}

/** A page of who is in a room, owners first. Throws `not_found` for those who may not see it. */
export async function listParticipants(
  db: Database,
  memberId: number,
  uuid: string,
  query: PageQuery,
): Promise<Page<ParticipantView>> {
  const { id } = await visibleRoom(db, memberId, uuid);
  const { page, per_page } = query;
  const count = await countParticipants(db.read, id);
  const lines = await participantPage(db.read, id, {
    limit: per_page,
    offset: (page - 1) * per_page,
  });
  return pageOf(lines.map(participantView), count, query);
}

/** Adds participants, all or none. Throws `not_found`, `forbidden`, `too_many`. */
export async function addParticipants(
  db: Database,
  actorId: number,
  uuid: string,
  memberIds: readonly number[],
): Promise<void> {
  accepted(await db.run(addParticipantsUnit, { uuid, actorId, memberIds }));
}

/** Changes a participation. Throws `not_found`, `forbidden`. */
export async function updateParticipant(
  db: Database,
  actorId: number,
  uuid: string,
  participantId: number,
  body: UpdateParticipantBody,
): Promise<ChangedParticipantView> {
  accepted(await db.run(updateParticipantUnit, { ...body, uuid, actorId, participantId }));
  const { id } = await visibleRoom(db, actorId, uuid);
  const line = await participantLine(db.read, id, { participantId });
  if (line === undefined) throw new DomainError('not_found');
  if (line.member_id !== actorId) return participantView(line);
  const own = await participantOf(db.read, id, actorId);
  if (own === undefined) throw new DomainError('not_found');
  const { is_muted, is_archived, pinned_on, last_read_message_id } = own;
  return ownView({ ...line, is_muted, is_archived, pinned_on, last_read_message_id });
}

/** Removes a participant, or lets one leave. Throws `not_found`, `forbidden`. */
export async function removeParticipant(
  db: Database,
  actorId: number,
  uuid: string,
  participantId: number,
): Promise<void> {
  accepted(await db.run(removeParticipantUnit, { uuid, actorId, participantId }));
}
