import type { Database } from '@parley/store';
import type { Chat } from '../chat.ts';
import { contentOf } from '../message-content.ts';
import type { ChatRoomView, CreateRoomBody } from '../schema.ts';
import { createRoomUnit } from '../units/rooms.ts';
import { accepted } from './accepted.ts';
import { findRoom } from './rooms.ts';

/**
 * Makes a room that a member owns, or finds the direct one, and says the first message if there is
 * one. Throws `too_many`, `not_found` for members who are not there, `invalid` for a text that is none.
 */
export async function createRoom(
  db: Database,
  memberId: number,
  { chat_room: wanted }: CreateRoomBody,
  options: { readonly newId: () => string; readonly send: Chat['send'] },
): Promise<ChatRoomView> {
  const { rich_text_body } = wanted;
  // Before there is a room: bad input changes nothing.
  if (rich_text_body !== undefined) contentOf({ rich_text_body });
  const { uuid } = accepted(
    await db.run(createRoomUnit, {
      uuid: options.newId(),
      kind: wanted.kind,
      access: wanted.access ?? (wanted.kind === 'embedded' ? 'open' : 'private'),
      name: wanted.name ?? '',
      description: wanted.description ?? '',
      showHistory: wanted.show_history ?? true,
      createdBy: memberId,
      memberIds: wanted.community_member_ids,
    }),
  );
  if (rich_text_body !== undefined) await options.send({ memberId }, uuid, { rich_text_body });
  return findRoom(db, memberId, uuid);
}
