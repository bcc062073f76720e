import type {
  CreateRoomBody,
  Page,
  RoomsQuery,
  UpdateParticipantBody,
  UpdateRoomBody,
} from '@parley/domains/chat/schema';
import { API, query, roomPath } from './paths.ts';
import { request, type RequestOptions } from './request.ts';
import type { Participant, PublicMember, Room } from './types.ts';

/** What is said of a room to be made. */
export type NewRoom = Omit<CreateRoomBody['chat_room'], 'rich_text_body'>;

const maybe = (signal?: AbortSignal): RequestOptions => (signal === undefined ? {} : { signal });
const participants = (uuid: string, below = ''): string =>
  roomPath(uuid, `/chat_room_participants${below}`);

/** The doors of rooms and of who is in them. Each throws ApiError. */
export const roomsApi = {
  list: ({ status, page, per_page }: RoomsQuery, signal?: AbortSignal): Promise<Page<Room>> =>
    request('GET', `${API}/messages${query({ status, page, per_page })}`, maybe(signal)),
  find: (uuid: string, signal?: AbortSignal): Promise<Room> =>
    request('GET', roomPath(uuid), maybe(signal)),
  /** A direct one is found when there is one. */
  create: (chat_room: NewRoom): Promise<Room> =>
    request('POST', `${API}/messages`, { body: { chat_room } }),
  update: (uuid: string, body: UpdateRoomBody): Promise<Room> =>
    request('PATCH', roomPath(uuid), { body }),
  remove: (uuid: string): Promise<void> => request('DELETE', roomPath(uuid)),
  markRead: (uuid: string): Promise<void> => request('POST', roomPath(uuid, '/mark_all_as_read')),
  pin: (uuid: string): Promise<void> => request('POST', roomPath(uuid, '/pin')),
  unpin: (uuid: string): Promise<void> => request('DELETE', roomPath(uuid, '/pin')),

  participants: (
    uuid: string,
    page: { readonly page: number; readonly per_page: number },
    signal?: AbortSignal,
  ): Promise<Page<Participant>> =>
    request('GET', `${participants(uuid)}${query({ ...page })}`, maybe(signal)),
  /** Brings members in; oneself into an open room. */
  add: (uuid: string, community_member_ids: readonly number[]): Promise<void> =>
    request('POST', participants(uuid), { body: { community_member_ids } }),
  /** By the participation's id. */
  change: (uuid: string, id: number, body: UpdateParticipantBody): Promise<Participant> =>
    request('PUT', participants(uuid, `/${id}`), { body }),
  /** Puts a member out, or leaves. By the participation's id. */
  expel: (uuid: string, id: number): Promise<void> =>
    request('DELETE', participants(uuid, `/${id}`)),

  findMembers: (
    text: string,
    signal?: AbortSignal,
  ): Promise<{ members: readonly PublicMember[] }> =>
    request('GET', `${API}/community_members${query({ search: text })}`, maybe(signal)),
};
