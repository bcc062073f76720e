import {
  editMessageBody,
  messageView,
  messageWindow,
  pageOf,
  reactionBody,
  searchHit,
  searchQuery,
  sendMessageBody,
  sentMessage,
  windowQuery,
} from '@parley/domains/chat/schema';
import { z } from 'zod';
import type { RouteDeps } from '../../deps.ts';
import { memberRoute, type Route } from '../../route.ts';
import { actorOf, roomAndIdPath, roomPath } from './paths.ts';

const tag = 'Messages';
const hits = pageOf(searchHit);
const typingBody = z.object({ parent_message_id: z.int().positive().nullable().default(null) });

/** `/messages/{uuid}/chat_room_messages`, `/reactions`, `/search/messages`: what is said. */
export function messageRoutes({ chat, limiter }: RouteDeps): readonly Route[] {
  return [
    memberRoute({
      method: 'GET',
      path: '/messages/{uuid}/chat_room_messages',
      tag,
      summary: 'The messages around one, or the newest',
      description:
        'Ascending. With one side alone (the other `0`) the message itself is left out: `first_id` with `next_per_page=0`, or `last_id` with `previous_per_page=0`, is the window beside this one, without gap or overlap.',
      params: roomPath,
      query: windowQuery,
      response: messageWindow,
      handler: ({ memberId, params, query }) => chat.messageWindow(memberId, params.uuid, query),
    }),
    memberRoute({
      method: 'POST',
      path: '/messages/{uuid}/chat_room_messages',
      tag,
      summary: 'Say something',
      description:
        'Answered when it is stored. A repeat with the same `creation_uuid` is stored once, and answered like the first.',
      params: roomPath,
      body: sendMessageBody,
      response: sentMessage,
      status: 202,
      handler: async ({ memberId, params, body }) =>
        (await chat.send({ memberId }, params.uuid, body)).message,
    }),
    memberRoute({
      method: 'GET',
      path: '/messages/{uuid}/chat_room_messages/{id}',
      tag,
      summary: 'A message',
      params: roomAndIdPath,
      response: messageView,
      handler: ({ memberId, params }) => chat.findMessage(memberId, params.uuid, params.id),
    }),
    memberRoute({
      method: 'PUT',
      path: '/messages/{uuid}/chat_room_messages/{id}',
      tag,
      summary: "Edit one's message",
      params: roomAndIdPath,
      body: editMessageBody,
      response: messageView,
      handler: ({ memberId, params, body }) =>
        chat.editMessage(memberId, params.uuid, params.id, body),
    }),
    memberRoute({
      method: 'DELETE',
      path: '/messages/{uuid}/chat_room_messages/{id}',
      tag,
      summary: 'Delete a message',
      params: roomAndIdPath,
      handler: ({ caller, params }) => chat.deleteMessage(actorOf(caller), params.uuid, params.id),
    }),
    memberRoute({
      method: 'POST',
      path: '/messages/{uuid}/typing',
      tag,
      summary: 'Tell the room that one is writing',
      description: 'Again every few seconds; it is over 6 s after the last. Not stored.',
      params: roomPath,
      body: typingBody,
      handler: async ({ memberId, params, body }) => {
        limiter.take('typingByMember', String(memberId));
        await chat.typing(memberId, params.uuid, body.parent_message_id);
      },
    }),
    memberRoute({
      method: 'POST',
      path: '/reactions',
      tag,
      summary: 'React to a message',
      body: reactionBody,
      response: messageView,
      status: 201,
      handler: ({ memberId, body }) => chat.addReaction(memberId, body),
    }),
    memberRoute({
      method: 'DELETE',
      path: '/reactions',
      tag,
      summary: 'Take a reaction back',
      body: reactionBody,
      response: messageView,
      handler: ({ memberId, body }) => chat.removeReaction(memberId, body),
    }),
    memberRoute({
      method: 'GET',
      path: '/search/messages',
      tag,
      summary: 'Find messages that one may read, the newest first',
      description:
        'Those in which, or in the name of whose file, words begin with all of the words that are looked for.',
      query: searchQuery,
      response: hits,
      handler: ({ memberId, query }) => {
        limiter.take('searchesByMember', String(memberId));
        return chat.searchMessages(memberId, query);
      },
    }),
  ];
}
