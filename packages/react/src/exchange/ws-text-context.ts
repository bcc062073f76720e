import { createContext, useContext, type Context, type JSX } from 'react';
import type { Member, ParleyError, PendingMessage, Receipt } from '@parley/client';
import type { TopicMessage } from './topic-message.ts';

/** Most characters of one text: with any script, well below what a frame of the server holds. */
export const TEXT_CHARACTERS = 4_000;

/** What {@link useWSText} gives. */
export interface WSTextContextType {
  readonly topicId: string | undefined;
  /** The shared list, as the provider was given it. */
  readonly topicMessages: readonly TopicMessage[];
  /** The list as an element: a log with older pages on request, and what is on its way. */
  readonly chatLog: JSX.Element;
  /** The place to write, as an element. */
  readonly submitMessageForm: JSX.Element;
  /**
   * Stores a text; resolves when the server has it. It waits for the connection by itself. Rejects
   * with a `ParleyError`: `too_large` above {@link TEXT_CHARACTERS}, `bad_request` for an empty one.
   */
  readonly submitMessage: (text: string) => Promise<Receipt>;
  /** Texts of one's own on their way. */
  readonly pending: readonly PendingMessage[];
  /** Fetches the page before the first text. Rejects with what the server said. */
  readonly older: () => Promise<void>;
  readonly hasOlder: boolean;
  /** The newest page, or an older one, is on its way. */
  readonly loading: boolean;
  /** Why the topic is closed to this member, or an older page did not come. */
  readonly error: ParleyError | undefined;
  /** Everybody known here, by stable id; `online` says who is here now. */
  readonly userList: ReadonlyMap<string, Member>;
  readonly online: readonly Member[];
  /** One's own stable id, once connected. */
  readonly self: string | undefined;
}

/** What {@link WSTextProvider} provides. */
export const WSTextContext: Context<WSTextContextType | undefined> = createContext<
  WSTextContextType | undefined
>(undefined);

/**
 * The text of the nearest {@link WSTextProvider}.
 *
 * @throws {Error} outside of a provider
 * @example
 * const { chatLog, submitMessageForm } = useWSText();
 * return <>{chatLog}{submitMessageForm}</>;
 */
export function useWSText(): WSTextContextType {
  const text = useContext(WSTextContext);
  if (text === undefined) throw new Error('There is no WSTextProvider above this component.');
  return text;
}
