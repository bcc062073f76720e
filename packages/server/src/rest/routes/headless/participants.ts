import {
  addParticipantsBody,
  changedParticipantView,
  pageOf,
  pageQuery,
  participantView,
  updateParticipantBody,
} from '@parley/domains/chat/schema';
import type { RouteDeps } from '../../deps.ts';
import { memberRoute, type Route } from '../../route.ts';
import { roomAndIdPath, roomPath } from './paths.ts';

const tag = 'Participants';
const participants = pageOf(participantView);

/** `/messages/{uuid}/chat_room_participants`: who is in a room. */
export function participantRoutes({ chat }: RouteDeps): readonly Route[] {
  return [
    memberRoute({
      method: 'GET',
      path: '/messages/{uuid}/chat_room_participants',
      tag,
      summary: 'Who is in a room',
      params: roomPath,
      query: pageQuery,
      response: participants,
      handler: ({ memberId, params, query }) => chat.listParticipants(memberId, params.uuid, query),
    }),
    memberRoute({
      method: 'POST',
      path: '/messages/{uuid}/chat_room_participants',
      tag,
      summary: 'Bring members in, or oneself into an open room',
      description: 'Those who are there already change nothing.',
      params: roomPath,
      body: addParticipantsBody,
      handler: ({ memberId, params, body }) =>
        chat.addParticipants(memberId, params.uuid, body.community_member_ids),
    }),
    memberRoute({
      method: 'PUT',
      path: '/messages/{uuid}/chat_room_participants/{id}',
      tag,
      summary: 'Make somebody an owner; mute or archive the room for oneself',
      params: roomAndIdPath,
      body: updateParticipantBody,
      response: changedParticipantView,
      handler: ({ memberId, params, body }) =>
        chat.updateParticipant(memberId, params.uuid, params.id, body),
    }),
    memberRoute({
      method: 'DELETE',
      path: '/messages/{uuid}/chat_room_participants/{id}',
      tag,
      summary: 'Remove a member from a room, or leave it',
      params: roomAndIdPath,
      handler: ({ memberId, params }) => chat.removeParticipant(memberId, params.uuid, params.id),
    }),
  ];
}
