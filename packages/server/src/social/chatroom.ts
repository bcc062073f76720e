import type { Chat } from '@parley/domains/chat';
import {
  toChatroomMessage,
  usersIn,
  type Chatroom,
  type ChatRoomView,
  type ChatroomMessage,
  type ChatroomUser,
} from '@parley/domains/chat/schema';
import type { Social } from '@parley/domains/social';

/** What rooms are shown from. */
export interface ChatroomDeps {
  readonly chat: Pick<Chat, 'findRoom' | 'newestMessages' | 'readMessages'>;
  readonly social: Pick<Social, 'people'>;
}

/** Messages of a room that a list of conversations gets with it. */
export const MESSAGES_SHOWN = 20;

/** Who a room shows, with their usernames. */
export async function chatroomUsers(
  { social }: Pick<ChatroomDeps, 'social'>,
  room: Pick<ChatRoomView, 'current_participant' | 'other_participants_preview'>,
): Promise<ChatroomUser[]> {
  const users = usersIn(room);
  const people = await social.people(users.map(({ id }) => id));
  return users.map(({ id, name }) => ({ id, username: people.get(id)?.username ?? '', name }));
}

/** A room as a member sees it, with its newest messages. Throws `not_found`. */
export async function chatroomOf(
  deps: ChatroomDeps,
  memberId: number,
  uuid: string,
): Promise<Chatroom> {
  const room = await deps.chat.findRoom(memberId, uuid);
  const views = await deps.chat.newestMessages(memberId, [uuid], MESSAGES_SHOWN);
  const newest = views.get(uuid) ?? [];
  const read = await deps.chat.readMessages(newest.map(({ id }) => id));
  const messages = newest.map((view) => toChatroomMessage(view, read.has(view.id)));
  return {
    id: uuid,
    chatroomUsers: await chatroomUsers(deps, room),
    messages,
    lastMessage: messages[0] ?? null,
  };
}

/** A room whose newest message is this one. */
export function chatroomWith(
  id: string,
  users: readonly ChatroomUser[],
  message: ChatroomMessage | null,
): Chatroom {
  const messages = message === null ? [] : [message];
  return { id, chatroomUsers: users, messages, lastMessage: message };
}
