import type { Database } from '@parley/store';
import type { Chat } from '../chat.ts';
import { contentOf } from '../message-content.ts';
import type { ChatRoomView, CreateRoomBody } from '../schema.ts';
import { createRoomUnit } from '../units/rooms.ts';
import { accepted } from './accepted.ts';
import { findRoom } from './rooms.ts';

/**
 * Makes a room that a member owns, in one transaction with its first message if there is one; or finds
 * the direct one and says it there. Throws `too_many`, `not_found` for members who are not there,
 * `invalid` for a text that is none.
 */
export async function createRoom(
  db: Database,
  memberId: number,
  { chat_room: wanted }: CreateRoomBody,
  options: {
    readonly newId: () => string;
    readonly send: Chat['send'];
    readonly fanoutLimit: number;
  },
): Promise<ChatRoomView> {
  const { rich_text_body, body = '' } = wanted;
  const message = { rich_text_body, body };
  // Clients may send the plain text along, though it be empty.
  const isMessage = rich_text_body !== undefined || body !== '';
  const { newId, fanoutLimit } = options;
  const roomUuid = newId();
  // Before there is a room: bad input changes nothing.
  const first = isMessage ? contentOf(message, 'chat_room.') : undefined;
  const { uuid, made } = accepted(
    await db.run(createRoomUnit, {
      uuid: roomUuid,
      kind: wanted.kind,
      access: wanted.access ?? (wanted.kind === 'embedded' ? 'open' : 'private'),
      name: wanted.name ?? '',
      description: wanted.description ?? '',
      showHistory: wanted.show_history ?? true,
      createdBy: memberId,
      memberIds: wanted.community_member_ids,
      ...(first === undefined
        ? {}
        : {
            message: {
              uuid: roomUuid,
              memberId,
              creationUuid: newId(),
              richText: first.document,
              text: first.text,
              mentions: first.mentions,
              parentId: null,
              fanoutLimit,
            },
          }),
    }),
  );
  if (isMessage && !made) await options.send({ memberId }, uuid, message);
  return findRoom(db, memberId, uuid);
}
