import type { Database } from '@parley/store';
import { DomainError } from '../../errors.ts';
import { roomList, type RoomLine } from '../room-list.ts';
import { chatLimits, previewOf } from '../rules.ts';
import { roomTopic, type LastMessage, type RoomView } from '../schema.ts';

/** The rooms that a member may see, the lately active first; at most 500. */
export async function listRooms(db: Database, memberId: number): Promise<RoomView[]> {
  const limit = chatLimits.roomsListed.default;
  return (await roomList(db.read, memberId, { limit })).map(viewOf);
}

/** One room as a member sees it. Throws `not_found` when they may not. */
export async function findRoom(db: Database, memberId: number, uuid: string): Promise<RoomView> {
  const [line] = await roomList(db.read, memberId, { limit: 1, uuid });
  if (line === undefined) throw new DomainError('not_found');
  return viewOf(line);
}

function viewOf(line: RoomLine): RoomView {
  const { uuid, name, description, kind, role, participants } = line;
  const lastMessage = lastMessageOf(line);
  return { uuid, topic: roomTopic(uuid), name, description, kind, role, participants, lastMessage };
}

function lastMessageOf({ message, said_on, author }: RoomLine): LastMessage | null {
  const text = message === null ? null : previewOf(message);
  if (text === null || said_on === null) return null;
  return { text, author: author ?? '', timestamp: said_on };
}
