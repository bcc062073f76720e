import type { Published } from '@parley/hub';
import type * as schema from './schema.ts';

/** Who acts on a room. */
export interface Actor {
  readonly memberId: number;
  readonly isAdministrator: boolean;
}

/** Who says something, and over which connection, if one. */
export interface Speaker {
  readonly memberId: number;
  readonly connectionId?: string;
}

/** A message that was stored: what REST answers, and where it stands in the log. */
export interface Sent extends Published {
  readonly message: schema.SentMessage;
}

/**
 * The actions of chat, each in a member's name. They refuse by throwing `DomainError`: `not_found` for
 * what the member may not see, `forbidden` for what they may see but not do, `too_many`, `invalid` for
 * a text that is none.
 */
export interface Chat {
  // Rooms
  /**
   * The member's rooms, pinned ones first, then the lately active; with `archived` those put away
   * instead, with `open` those that everybody may come into and the member is not in. Embedded ones never.
   */
  listRooms(memberId: number, query: schema.RoomsQuery): Promise<schema.Page<schema.ChatRoomView>>;
  findRoom(memberId: number, uuid: string): Promise<schema.ChatRoomView>;
  /** A direct room is found when there is one, also under concurrency. */
  createRoom(memberId: number, body: schema.CreateRoomBody): Promise<schema.ChatRoomView>;
  updateRoom(actor: Actor, uuid: string, body: schema.UpdateRoomBody): Promise<schema.ChatRoomView>;
  deleteRoom(actor: Actor, uuid: string): Promise<void>;
  /** The rooms with something unread, muted ones not. */
  unreadRooms(memberId: number): Promise<{ readonly chat_rooms: readonly string[] }>;
  markRoomRead(memberId: number, uuid: string): Promise<void>;
  pinRoom(memberId: number, uuid: string): Promise<void>;
  unpinRoom(memberId: number, uuid: string): Promise<void>;

  // Conversations, as the social API shows them
  /** The newest messages of rooms by uuid, the last first, at most 50 of each. */
  newestMessages(
    memberId: number,
    uuids: readonly string[],
    each: number,
  ): Promise<Map<string, schema.MessageView[]>>;
  /** Which of these messages somebody other than their author has read. */
  readMessages(ids: readonly number[]): Promise<Set<number>>;
  /** Those in a message's room who may read it: whom a change of it is told. At most as many as hear of a new one. */
  audienceOf(messageId: number): Promise<number[]>;
  /** The direct room of two members; `undefined`: none yet. */
  findDirectRoom(memberId: number, otherId: number): Promise<string | undefined>;
  /** Marks a room as read up to a message, or from it on as unread; `false`: it was so. */
  markMessage(memberId: number, uuid: string, messageId: number, isRead: boolean): Promise<boolean>;

  // Participants
  listParticipants(
    memberId: number,
    uuid: string,
    page: schema.PageQuery,
  ): Promise<schema.Page<schema.ParticipantView>>;
  /** Adding who is there already changes nothing. Into an open room everybody may add themselves. */
  addParticipants(memberId: number, uuid: string, memberIds: readonly number[]): Promise<void>;
  /** By the participation's id. */
  updateParticipant(
    memberId: number,
    uuid: string,
    participantId: number,
    body: schema.UpdateParticipantBody,
  ): Promise<schema.ChangedParticipantView>;
  /** Removes a member, or lets one leave. By the participation's id. */
  removeParticipant(actorId: number, uuid: string, participantId: number): Promise<void>;

  // Messages
  /** Resolves after the commit. A repeat with the same `creation_uuid` answers the first one. */
  send(
    speaker: Speaker,
    uuid: string,
    body: schema.SendMessageBody,
    options?: {
      /** What the topic language calls it; `newMessage` when not said. */
      readonly action?: string;
    },
  ): Promise<Sent>;
  messageWindow(
    memberId: number,
    uuid: string,
    query: schema.WindowQuery,
  ): Promise<schema.MessageWindow>;
  findMessage(memberId: number, uuid: string, messageId: number): Promise<schema.MessageView>;
  /** The author only. */
  editMessage(
    memberId: number,
    uuid: string,
    messageId: number,
    body: schema.EditMessageBody,
  ): Promise<schema.MessageView>;
  /** The author, the room's owners, and administrators in open rooms. */
  deleteMessage(actor: Actor, uuid: string, messageId: number): Promise<void>;
  addReaction(memberId: number, body: schema.ReactionBody): Promise<schema.MessageView>;
  removeReaction(memberId: number, body: schema.ReactionBody): Promise<schema.MessageView>;
  searchMessages(
    memberId: number,
    query: schema.SearchQuery,
  ): Promise<schema.Page<schema.SearchHit>>;

  // Threads
  listThreads(
    memberId: number,
    page: schema.PageQuery,
  ): Promise<schema.Page<schema.ChatThreadView>>;
  findThread(memberId: number, threadId: number): Promise<schema.ChatThreadView>;
  unreadThreads(memberId: number): Promise<{ readonly chat_threads: readonly number[] }>;
  markThreadRead(memberId: number, threadId: number): Promise<void>;

  // Transient
  /** Tells the room that the member is writing. */
  typing(memberId: number, uuid: string, parentMessageId?: number | null): Promise<void>;
}
