import { DomainError } from '@parley/domains/errors';
import type { Chatroom, ChatroomMessage, ChatRoomView } from '@parley/domains/chat/schema';
import type { Clock, Publication } from '@parley/hub';
import { chatroomOf, chatroomUsers, chatroomWith, type ChatroomDeps } from './chatroom.ts';

/** What lists of conversations are kept fresh with. */
export interface ChatListDeps extends ChatroomDeps {
  readonly clock: Pick<Clock, 'after'>;
  /** Sends `updatedChat` to the sockets that members have on this node. */
  readonly emit: (memberIds: readonly number[], room: Chatroom) => void;
  readonly report: (where: string, error: unknown) => void;
}

/** Milliseconds in which what happens in one room is told as one change of the list. */
const TOGETHER = 25;

const MEMBER_TOPIC = /^chat-room-channel-([1-9]\d{0,14})$/u;

/**
 * Tells Socket.IO clients that their list of conversations changed: `updatedChat`, the whole room.
 * Each node looks after the members that listen on it, so that where nobody does, nothing is looked up.
 */
export class ChatLists {
  readonly #deps: ChatListDeps;
  /** By room: the newest that each member has heard. */
  readonly #heard = new Map<string, Map<number, ChatroomMessage>>();

  constructor(deps: ChatListDeps) {
    this.#deps = deps;
  }

  /** What is about to be told on a topic, in the words of Socket.IO. */
  told({ topic, event, payload }: Pick<Publication, 'topic' | 'event' | 'payload'>): void {
    if (event !== 'chatroom' && event !== 'chatRoomCreated') return;
    const memberId = Number(MEMBER_TOPIC.exec(topic)?.[1]);
    if (Number.isNaN(memberId)) return;
    if (event === 'chatRoomCreated') {
      void this.#tellNew(memberId, JSON.parse(payload) as ChatRoomView);
      return;
    }
    const message = JSON.parse(payload) as ChatroomMessage;
    const waiting = this.#heard.get(message.chatroom);
    if (waiting !== undefined) {
      waiting.set(memberId, message);
      return;
    }
    this.#heard.set(message.chatroom, new Map([[memberId, message]]));
    this.#deps.clock.after(TOGETHER, () => void this.#tell(message.chatroom));
  }

  async #tell(uuid: string): Promise<void> {
    const heard = this.#heard.get(uuid) ?? new Map<number, ChatroomMessage>();
    this.#heard.delete(uuid);
    const { chat, emit, report } = this.#deps;
    try {
      for (const [memberId] of heard) {
        const room = await orGone(chat.findRoom(memberId, uuid));
        if (room === undefined) continue;
        if (room.chat_room_kind === 'direct') {
          // Both read all of it.
          emit([...heard.keys()], await chatroomOf(this.#deps, memberId, uuid));
        } else {
          const users = await chatroomUsers(this.#deps, room);
          for (const [message, memberIds] of byMessage(heard)) {
            emit(memberIds, chatroomWith(uuid, users, message));
          }
        }
        return;
      }
    } catch (error) {
      report('updatedChat', error);
    }
  }

  async #tellNew(memberId: number, room: ChatRoomView): Promise<void> {
    try {
      const users = await chatroomUsers(this.#deps, room);
      this.#deps.emit([memberId], chatroomWith(room.uuid, users, null));
    } catch (error) {
      this.#deps.report('updatedChat', error);
    }
  }
}

/** Whoever left a large room meanwhile is not told of what they have not heard. */
function byMessage(heard: ReadonlyMap<number, ChatroomMessage>): Map<ChatroomMessage, number[]> {
  const first = new Map<number, ChatroomMessage>();
  const members = new Map<ChatroomMessage, number[]>();
  for (const [memberId, message] of heard) {
    const same = first.get(message.id) ?? message;
    first.set(message.id, same);
    members.set(same, [...(members.get(same) ?? []), memberId]);
  }
  return members;
}

async function orGone<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}
