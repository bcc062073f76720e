import { z } from 'zod';

/** Topic on which open rooms come, change and go; every member may listen, nobody may publish. */
export const COMMUNITY_TOPIC = 'community';

/** A member's own topic: changes of their rooms. Only they may listen, nobody may publish. */
export function memberTopic(memberId: number): `member:${number}` {
  return `member:${memberId}`;
}

/** A room's topic: what is said there. */
export function roomTopic(uuid: string): `room:${string}` {
  return `room:${uuid}`;
}

/** Whether everybody may come in, or only those who were added. */
export type RoomKind = 'open' | 'private';

/** What a participant is in a room. */
export type RoomRole = 'owner' | 'member';

const roomName = z
  .string()
  .trim()
  .min(1, 'Enter a name.')
  .max(80, 'At most 80 characters.')
  .regex(/^\P{Cc}*$/u, 'A name has no control characters.');
const roomDescription = z.string().trim().max(500, 'At most 500 characters.');

/** `POST /api/rooms` */
export const createRoomBody: z.ZodType<CreateRoomBody> = z.object({
  name: roomName,
  description: roomDescription.optional(),
  kind: z.enum(['open', 'private']),
  showHistory: z.boolean().optional(),
});
/** {@link createRoomBody} as a type. */
export interface CreateRoomBody {
  name: string;
  description?: string | undefined;
  kind: RoomKind;
  /** Whether those who are added later may read what was said before; yes when not said. */
  showHistory?: boolean | undefined;
}

/** `PATCH /api/rooms/:uuid` */
export const updateRoomBody: z.ZodType<UpdateRoomBody> = z
  .object({ name: roomName.optional(), description: roomDescription.optional() })
  .refine((body) => body.name !== undefined || body.description !== undefined, {
    message: 'Give a name or a description.',
    path: ['name'],
  });
/** {@link updateRoomBody} as a type. */
export interface UpdateRoomBody {
  name?: string | undefined;
  description?: string | undefined;
}

/** `POST /api/rooms/:uuid/participants` */
export const addParticipantBody: z.ZodType<AddParticipantBody> = z.object({
  memberId: z.int().positive(),
});
/** {@link addParticipantBody} as a type. */
export interface AddParticipantBody {
  memberId: number;
}

/** What everybody in a room knows of it; the payload of `roomAdded` and `roomUpdated`. */
export interface RoomFacts {
  readonly uuid: string;
  readonly topic: string;
  readonly name: string;
  readonly description: string;
  readonly kind: RoomKind;
}

/** A room as one member sees it. */
export interface RoomView extends RoomFacts {
  /** What the member is there; `null` in an open room that they have not joined. */
  readonly role: RoomRole | null;
  readonly participants: number;
  /** The newest message that the member may read. */
  readonly lastMessage: LastMessage | null;
}

/** The beginning of a message. */
export interface LastMessage {
  readonly text: string;
  readonly author: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

/** Who is in a room. */
export interface ParticipantView {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly role: RoomRole;
}

/** Durable events on `community` and on members' own topics, with their payloads. */
export interface RoomEvents {
  readonly roomAdded: RoomFacts;
  readonly roomUpdated: RoomFacts;
  readonly roomRemoved: { readonly uuid: string };
}

/** The payload of the internal event `parley.removed` on a room's topic. */
export interface RemovedPayload {
  readonly memberId: number;
}
