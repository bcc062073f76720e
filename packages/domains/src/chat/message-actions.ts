import type { DomainDeps } from '../domain.ts';
import { deleteMessage, editMessage, react } from './actions/change-message.ts';
import { findMessage, messageWindow } from './actions/read-messages.ts';
import { searchMessages } from './actions/search-messages.ts';
import { sendMessage, type MessageContext } from './actions/send-message.ts';
import { findThread, listThreads, markThreadRead, unreadThreads } from './actions/threads.ts';
import { typing } from './actions/typing.ts';
import type { Chat } from './chat.ts';

/** Chat's actions on what is said. */
export type MessageActions = Pick<
  Chat,
  | 'send'
  | 'messageWindow'
  | 'findMessage'
  | 'editMessage'
  | 'deleteMessage'
  | 'addReaction'
  | 'removeReaction'
  | 'searchMessages'
  | 'listThreads'
  | 'findThread'
  | 'unreadThreads'
  | 'markThreadRead'
  | 'typing'
>;

/** What is said, over a database. */
export function createMessages(
  context: MessageContext & { readonly signal: DomainDeps['signal'] },
): MessageActions {
  const { db } = context;
  return {
    send: (speaker, uuid, body, options) => sendMessage(context, speaker, uuid, body, options),
    messageWindow: (memberId, uuid, query) => messageWindow(db, memberId, uuid, query),
    findMessage: (memberId, uuid, messageId) => findMessage(db, memberId, uuid, messageId),
    editMessage: (memberId, uuid, messageId, body) =>
      editMessage(context, memberId, { uuid, messageId }, body),
    deleteMessage: (actor, uuid, messageId) => deleteMessage(context, actor, { uuid, messageId }),
    addReaction: (memberId, body) => react(context, memberId, body, true),
    removeReaction: (memberId, body) => react(context, memberId, body, false),
    searchMessages: (memberId, query) => searchMessages(db, memberId, query),
    listThreads: (memberId, page) => listThreads(db, memberId, page),
    findThread: (memberId, threadId) => findThread(db, memberId, threadId),
    unreadThreads: (memberId) => unreadThreads(db, memberId),
    markThreadRead: (memberId, threadId) => markThreadRead(db, memberId, threadId),
    typing: (memberId, uuid, parent) => typing(context, memberId, uuid, parent),
  };
}
