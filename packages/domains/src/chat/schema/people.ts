import { z } from 'zod';

/** A member, where they say or do something. */
export interface SenderView {
  readonly community_member_id: number;
  readonly name: string;
  /** `member` or `admin`, on the whole server. */
  readonly role: string;
  /** CSS colour. */
  readonly color: string;
  readonly avatar_url: null;
  /** Only of the author of a message. */
  readonly username?: string | undefined;
}
const sender = {
  community_member_id: z.int(),
  name: z.string(),
  role: z.string().describe('`member` or `admin`, on the whole server.'),
  color: z.string().describe('CSS colour.'),
  avatar_url: z.null(),
  username: z.string().optional().describe('Only of the author of a message.'),
};
/** {@link SenderView} as a schema. */
export const senderView: z.ZodType<SenderView> = z.object(sender);

/** A member in a room. */
export interface ParticipantView extends SenderView {
  /** Of the participation, not of the member. */
  readonly id: number;
  /** Whether they own the room, alone or with others. */
  readonly admin: boolean;
}
const participant = {
  ...sender,
  id: z.int().describe('Of the participation, not of the member.'),
  admin: z.boolean().describe('Whether they own the room, alone or with others.'),
};
/** {@link ParticipantView} as a schema. */
export const participantView: z.ZodType<ParticipantView> = z.object(participant);

/** One's own participation. */
export interface OwnParticipantView extends ParticipantView {
  readonly muted: boolean;
  readonly archived: boolean;
  /** ISO 8601; `null` while the room is not pinned. */
  readonly pinned_at: string | null;
  /** The newest message marked as read; `null` before the first. */
  readonly last_read_message_id: number | null;
}
/** {@link OwnParticipantView} as a schema. */
export const ownParticipantView: z.ZodType<OwnParticipantView> = z.object({
  ...participant,
  muted: z.boolean(),
  archived: z.boolean(),
  pinned_at: z.iso.datetime().nullable(),
  last_read_message_id: z.int().nullable(),
});

/** A participation that was changed: one's own with what is told to oneself alone. */
export type ChangedParticipantView = ParticipantView | OwnParticipantView;
/** {@link ChangedParticipantView} as a schema. */
export const changedParticipantView: z.ZodType<ChangedParticipantView> = z.union([
  ownParticipantView,
  participantView,
]);
