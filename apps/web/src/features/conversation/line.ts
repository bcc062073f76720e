import type { MessageView, SenderView } from '@parley/domains/chat/schema';
import { saidIn } from '../files/file-words.ts';

/** Who wrote a line. */
export interface LineAuthor {
  /** Stable id, the same for all of their connections. */
  readonly id: string;
  readonly name: string;
  /** CSS colour. */
  readonly color: string;
}

/** One message as it is shown. */
export interface Line {
  /** Unique in the conversation. */
  readonly key: string;
  readonly author: LineAuthor;
  readonly mine: boolean;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly message: MessageView;
}

/** Somebody as lines show them. */
export function authorOf({ community_member_id, name, color }: SenderView): LineAuthor {
  return { id: `m${community_member_id}`, name, color };
}

/** Makes lines of messages: the same one for a message that is the same, so that it is drawn once. */
export function lineMaker(self: number): (messages: readonly MessageView[]) => Line[] {
  const made = new WeakMap<MessageView, Line>();
  return (messages) =>
    messages.map((message) => {
      let line = made.get(message);
      if (line === undefined) {
        line = {
          key: `${message.id}`,
          author: authorOf(message.sender),
          mine: message.sender.community_member_id === self,
          text: saidIn(message),
          timestamp: message.sent_at,
          message,
        };
        made.set(message, line);
      }
      return line;
    });
}
