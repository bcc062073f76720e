import { z } from 'zod';
import { defineChannel, type Channel, type ChannelCall } from '@parley/hub';
import type { Database } from '@parley/store';
import { ownChannel } from '../own-channel.ts';
import type { Chat } from './chat.ts';
import { uuidOf } from './room-repository.ts';
import { memberTopic, roomTopic, threadsTopic } from './schema.ts';

const id = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,14}$/u)]).transform(Number);

const uuid = z.string().min(1).max(64);
const roomParams = z.object({
  chat_room_uuid: uuid.optional(),
  uuid: uuid.optional(),
  chat_room_id: z.union([id, uuid]).optional(),
  id: z.union([id, uuid]).optional(),
});
type RoomParams = z.infer<typeof roomParams>;

/** Chat's channels. A room is named by its uuid or its id; ids are numbers or strings. */
export function chatChannels(
  db: Pick<Database, 'read'>,
  chat: Pick<Chat, 'typing'>,
): readonly Channel[] {
  const uuidIn = async (params: RoomParams): Promise<string | undefined> => {
    const named = params.chat_room_uuid ?? params.uuid ?? params.chat_room_id ?? params.id;
    return typeof named === 'number' ? uuidOf(db.read, named) : named;
  };
  const typing = async ({ params, principal, data }: ChannelCall<RoomParams>): Promise<void> => {
    const room = await uuidIn(params);
    const parent = id.safeParse(data['parent_message_id']);
    if (room === undefined) return;
    await chat.typing(principal.memberId, room, parent.success ? parent.data : null);
  };
  return [
    ownChannel('ChatRoomChannel', memberTopic),
    defineChannel({
      name: 'Chats::RoomChannel',
      params: roomParams,
      topic: async (params) => {
        const room = await uuidIn(params);
        return room === undefined ? undefined : roomTopic(room);
      },
      actions: { typing },
    }),
    ownChannel('Chats::CommunityMemberThreadsChannel', threadsTopic),
  ];
}
