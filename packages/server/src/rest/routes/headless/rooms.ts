import {
  chatRoomView,
  createRoomBody,
  pageOf,
  roomsQuery,
  updateRoomBody,
} from '@parley/domains/chat/schema';
import { z } from 'zod';
import type { RouteDeps } from '../../deps.ts';
import { memberRoute, type Route } from '../../route.ts';
import { actorOf, roomPath } from './paths.ts';

const tag = 'Rooms';
const rooms = pageOf(chatRoomView);
const unread: z.ZodType<{ readonly chat_rooms: readonly string[] }> = z.object({
  chat_rooms: z.array(z.string()).describe('Their uuids.'),
});

/** `/messages`: one's rooms, making, changing and deleting them, and what one has read of them. */
export function roomRoutes({ chat }: RouteDeps): readonly Route[] {
  return [
    memberRoute({
      method: 'GET',
      path: '/messages',
      tag,
      summary: "One's rooms",
      description:
        'Pinned ones first, then the lately active. `status`: `archived` for those put away, `open` for those that everybody may come into and one is not in.',
      query: roomsQuery,
      response: rooms,
      handler: ({ memberId, query }) => chat.listRooms(memberId, query),
    }),
    memberRoute({
      method: 'POST',
      path: '/messages',
      tag,
      summary: 'Make a room, or find the direct one',
      body: createRoomBody,
      response: chatRoomView,
      status: 201,
      handler: ({ memberId, body }) => chat.createRoom(memberId, body),
    }),
    memberRoute({
      method: 'GET',
      path: '/messages/unread_chat_rooms',
      tag,
      summary: 'The rooms with something unread, muted ones not',
      response: unread,
      handler: ({ memberId }) => chat.unreadRooms(memberId),
    }),
    memberRoute({
      method: 'GET',
      path: '/messages/{uuid}',
      tag,
      summary: 'A room',
      params: roomPath,
      response: chatRoomView,
      handler: ({ memberId, params }) => chat.findRoom(memberId, params.uuid),
    }),
    memberRoute({
      method: 'PATCH',
      path: '/messages/{uuid}',
      tag,
      summary: 'Rename or describe a room, open its history, pin a message for everybody',
      params: roomPath,
      body: updateRoomBody,
      response: chatRoomView,
      handler: ({ caller, params, body }) => chat.updateRoom(actorOf(caller), params.uuid, body),
    }),
    memberRoute({
      method: 'DELETE',
      path: '/messages/{uuid}',
      tag,
      summary: 'Delete a room and what was said in it',
      params: roomPath,
      handler: ({ caller, params }) => chat.deleteRoom(actorOf(caller), params.uuid),
    }),
    memberRoute({
      method: 'POST',
      path: '/messages/{uuid}/mark_all_as_read',
      tag,
      summary: 'Mark a room as read',
      params: roomPath,
      handler: ({ memberId, params }) => chat.markRoomRead(memberId, params.uuid),
    }),
    memberRoute({
      method: 'POST',
      path: '/messages/{uuid}/pin',
      tag,
      summary: 'Pin a room for oneself',
      params: roomPath,
      handler: ({ memberId, params }) => chat.pinRoom(memberId, params.uuid),
    }),
    memberRoute({
      method: 'DELETE',
      path: '/messages/{uuid}/pin',
      tag,
      summary: 'Unpin a room',
      params: roomPath,
      handler: ({ memberId, params }) => chat.unpinRoom(memberId, params.uuid),
    }),
  ];
}
