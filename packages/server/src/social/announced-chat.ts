import type { Chat } from '@parley/domains/chat';
import { toChatroomMessage } from '@parley/domains/chat/schema';
import type { Report } from '../node-parts.ts';
import type { MemberEmitter } from '../socket-io/index.ts';

/**
 * Chat whose changes of messages Socket.IO clients hear as another `chatroom`, whichever door they
 * came through: edited, deleted, read. (A new message reaches them through the hub, as everybody.)
 */
export function announcedChat(
  chat: Chat,
  { emitter, report }: { readonly emitter: MemberEmitter; readonly report: Report },
): Chat {
  /** What is done is done, whether it could be told or not. */
  const announce = async (memberId: number, uuid: string, messageId: number): Promise<void> => {
    try {
      const view = await chat.findMessage(memberId, uuid, messageId);
      const read = await chat.readMessages([messageId]);
      const message = toChatroomMessage(view, read.has(messageId));
      emitter.toMembers(await chat.audienceOf(messageId), 'chatroom', message);
    } catch (error) {
      report('chatroom', error);
    }
  };
  return {
    ...chat,
    editMessage: async (memberId, uuid, messageId, body) => {
      const view = await chat.editMessage(memberId, uuid, messageId, body);
      await announce(memberId, uuid, messageId);
      return view;
    },
    deleteMessage: async (actor, uuid, messageId) => {
      await chat.deleteMessage(actor, uuid, messageId);
      await announce(actor.memberId, uuid, messageId);
    },
    markMessage: async (memberId, uuid, messageId, isRead) => {
      const changed = await chat.markMessage(memberId, uuid, messageId, isRead);
      if (changed) await announce(memberId, uuid, messageId);
      return changed;
    },
  };
}
