import type { ChatDraft, PendingChatMessage } from '@parley/client/chat';
import type { Failed } from '../../realtime/undelivered.ts';
import { textOf, toDocument } from '../rich-text/document.ts';

/**
 * One of my messages that is not in the room yet.
 *
 * `sending`: on its way · `waiting`: for the connection or its turn · `delayed`: the server put it
 * off and it is tried again · `failed`: it will not go by itself any more.
 */
export interface Outgoing {
  readonly id: string;
  readonly draft: ChatDraft;
  readonly text: string;
  /** When it was written, ISO 8601. */
  readonly timestamp: string;
  readonly state: 'sending' | 'waiting' | 'delayed' | 'failed';
  /** Why it was put off or refused. */
  readonly reason?: string;
}

/** What stands below the lines of the top level, or of a thread. */
export function outgoing(
  pending: readonly PendingChatMessage[],
  failed: readonly Failed[],
  parentId: number | null,
): Outgoing[] {
  const result: Outgoing[] = [];
  const lost = new Set(failed.map(({ id }) => id));
  for (const message of pending) {
    const { id, timestamp, error, state } = message;
    if (lost.has(id) || (message.parent_message_id ?? null) !== parentId) continue;
    const shown = { id, draft: draftOf(message), text: words(message), timestamp };
    if (error === undefined) result.push({ ...shown, state });
    else result.push({ ...shown, state: 'delayed', reason: error.message });
  }
  for (const { id, payload, timestamp, error } of failed) {
    const draft = draftOf(payload);
    if ((draft.parent_message_id ?? null) !== parentId) continue;
    const text = words(draft);
    result.push({ id, draft, text, timestamp, state: 'failed', reason: error.message });
  }
  return result.sort((a, b) => a.timestamp.localeCompare(b.timestamp));
}

/** What was to be said, of whatever the outbox kept. */
export function draftOf(payload: unknown): ChatDraft {
  const { rich_text_body, body, parent_message_id } = (payload ?? {}) as ChatDraft;
  return {
    ...(rich_text_body !== undefined && { rich_text_body }),
    ...(body !== undefined && { body }),
    ...(parent_message_id !== undefined && { parent_message_id }),
  };
}

function words({ rich_text_body, body = '' }: ChatDraft): string {
  const doc = toDocument(rich_text_body);
  return doc === undefined ? body : textOf(doc);
}
