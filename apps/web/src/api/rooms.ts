import { request } from './request.ts';
import type { Participant, PublicMember, Room } from './types.ts';

export interface NewRoom {
  readonly name: string;
  readonly description?: string;
  readonly kind: Room['kind'];
}

const at = (uuid: string): string => `/api/rooms/${encodeURIComponent(uuid)}`;
const maybe = (signal?: AbortSignal): { signal?: AbortSignal } =>
  signal === undefined ? {} : { signal };

/** The doors of rooms and of who is in them. Each throws ApiError. */
export const roomsApi = {
  list: (signal?: AbortSignal): Promise<{ rooms: readonly Room[] }> =>
    request('GET', '/api/rooms', maybe(signal)),
  create: (body: NewRoom): Promise<{ room: Room }> => request('POST', '/api/rooms', { body }),
  rename: (uuid: string, body: { name: string; description?: string }): Promise<unknown> =>
    request('PATCH', at(uuid), { body }),
  participants: (
    uuid: string,
    signal?: AbortSignal,
  ): Promise<{ participants: readonly Participant[] }> =>
    request('GET', `${at(uuid)}/participants`, maybe(signal)),
  invite: (uuid: string, memberId: number): Promise<unknown> =>
    request('POST', `${at(uuid)}/participants`, { body: { memberId } }),
  /** Brings oneself into an open room. */
  join: (uuid: string, memberId: number): Promise<unknown> =>
    request('POST', `${at(uuid)}/participants`, { body: { memberId } }),
  leave: (uuid: string, memberId: number): Promise<void> =>
    request('DELETE', `${at(uuid)}/participants/${memberId}`),
  findMembers: (
    query: string,
    signal?: AbortSignal,
  ): Promise<{ members: readonly PublicMember[] }> =>
    request('GET', `/api/members?query=${encodeURIComponent(query)}`, maybe(signal)),
};
