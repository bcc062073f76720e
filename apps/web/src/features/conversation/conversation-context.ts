import { createContext, useContext } from 'react';
import type { MessageView } from '@parley/domains/chat/schema';
import type { Room } from '../../api/types.ts';

/** What can be done with a message. What fails is told below the conversation. */
export interface MessageActions {
  /** Puts one's reaction to a message, or takes it back. */
  readonly react: (message: MessageView, emoji: string) => void;
  /** Opens the thread that hangs on a message, or begins it. */
  readonly openThread: (message: MessageView) => void;
  readonly edit: (message: MessageView) => void;
  /** Ends editing, with another text or as it was. */
  readonly save: (message: MessageView, body: MessageView['rich_text_body']['body']) => void;
  readonly stopEditing: () => void;
  readonly remove: (message: MessageView) => void;
  readonly pin: (message: MessageView, on: boolean) => void;
  readonly copy: (message: MessageView, what: 'text' | 'link') => void;
  /** Shows a message where it stands. */
  readonly jump: (id: number) => void;
}

export interface ConversationContextType {
  readonly room: Room;
  /** My member id. */
  readonly self: number;
  /** An administrator of the server. */
  readonly isAdministrator: boolean;
  readonly actions: MessageActions;
  /** A member's name, if this page knows it. */
  readonly nameOf: (memberId: number) => string | undefined;
}

export const ConversationContext = createContext<ConversationContextType | undefined>(undefined);

/** The conversation that is open. Only below `Conversation`. */
export function useConversationContext(): ConversationContextType {
  const conversation = useContext(ConversationContext);
  if (conversation === undefined) throw new Error('There is no conversation above this.');
  return conversation;
}

/** What I may do with a message: as the server decides it, so that nothing is offered in vain. */
export function powersOf(
  message: MessageView,
  { room, self, isAdministrator }: ConversationContextType,
): { readonly mayEdit: boolean; readonly mayDelete: boolean; readonly mayPin: boolean } {
  const mine = message.sender.community_member_id === self;
  const owner = room.current_participant?.admin === true;
  const keeper = isAdministrator && room.chat_room_access === 'open';
  return {
    // A file is what it is: another one is another message.
    mayEdit: mine && message.file === undefined,
    mayDelete: mine || keeper || (owner && room.chat_room_kind !== 'direct'),
    mayPin: (owner || keeper) && message.parent_message_id === null,
  };
}
