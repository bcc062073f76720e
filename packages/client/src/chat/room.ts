import type { ChatEvents, RichTextBody } from '@parley/domains/chat/schema';
import type { Client } from '../client-api.ts';
import type { ParleyError } from '../error.ts';
import type { Message, Receipt } from '../message.ts';
import type { PendingMessage } from '../outbox-entry.ts';
import { randomId } from '../random-id.ts';
import type { Subscription } from '../topic-handlers.ts';
import { onEvents, type EventHandlers } from './events.ts';

/** What a room tells those who are in it. */
export type ChatRoomEvents = Pick<
  ChatEvents,
  'newMessage' | 'updatedMessage' | 'deletedMessage' | 'chatRoomUpdated' | 'typing'
>;

/** What is written: rich text, or plain text from those who have no editor. */
export interface ChatDraft {
  readonly rich_text_body?: RichTextBody;
  readonly body?: string;
  /** The message that this one answers. */
  readonly parent_message_id?: number | null;
}

/**
 * A message of one's own that is not in the room yet.
 *
 * `waiting`: for the connection or its turn · `sending`: on its way, or stored and about to be told.
 */
export interface PendingChatMessage extends ChatDraft {
  /** The `creation_uuid` of the message that it becomes. */
  readonly id: string;
  /** When it was written, ISO 8601. */
  readonly timestamp: string;
  readonly state: 'waiting' | 'sending';
  /** Why the server put it off; it is tried again by itself. */
  readonly error: ParleyError | undefined;
  /** Tries again at once. */
  retry(): void;
  /** Takes it back, unless it arrived. */
  cancel(): void;
}

/** A message on its way. */
export interface SendingChatMessage {
  readonly id: string;
  /** Resolves after the commit. Rejects as `Client.transmit` does. */
  readonly receipt: Promise<Receipt>;
}

export interface ChatRoomHandlers extends EventHandlers<ChatRoomEvents> {
  /** What is on its way changed. */
  readonly pending?: (messages: readonly PendingChatMessage[]) => void;
}

/** A room that is open. */
export interface ChatRoom extends Subscription {
  /** One's own messages that have not come back as `newMessage` yet, oldest first. */
  readonly pending: readonly PendingChatMessage[];
  /** Sends; the message is `pending` at once and until its event comes, over drops and reloads. */
  send(draft: ChatDraft, options?: { readonly id?: string }): SendingChatMessage;
  /** Tells the others that one is writing: again every few seconds, as long as one is. */
  typing(parentMessageId?: number | null): void;
}

/** What a message is called on its way to the server. */
const SENT = 'newMessage';
/** Most messages remembered as come: enough for an outbox that empties at once. */
const COME = 1_000;

/**
 * Opens a room: hears what is said and done there, and sends.
 *
 * @example
 * const room = chatRoom(client, uuid, {
 *   newMessage: ({ id, sender, body }) => show(id, `${sender.name}: ${body}`),
 *   deletedMessage: ({ id }) => remove(id),
 *   pending: (messages) => showOnTheirWay(messages),
 * });
 * await room.send({ body: 'Hello' }).receipt;
 */
export function chatRoom(client: Client, uuid: string, handlers: ChatRoomHandlers): ChatRoom {
  const topic = `room:${uuid}`;
  /** Sent from here, and neither told nor refused yet. */
  const sent = new Map<string, PendingChatMessage>();
  const come = new Set<string>();
  let list: readonly PendingChatMessage[] = [];

  function changed(): void {
    const waiting = client
      .pending(topic)
      .filter(({ id, action }) => action === SENT && !come.has(id));
    const ids = new Set(waiting.map(({ id }) => id));
    // What left the outbox and was not told is stored, and about to be.
    const settling = [...sent.values()].filter(({ id }) => !ids.has(id));
    const next = [...settling, ...waiting.map(fromPending)];
    if (next.length === 0 && list.length === 0) return;
    list = next;
    handlers.pending?.(list);
  }

  function forget(id: string): void {
    if (sent.delete(id)) changed();
  }

  const { newMessage, typing } = handlers;
  const subscription = onEvents<ChatRoomEvents>(
    client,
    topic,
    {
      ...handlers,
      newMessage(event, message) {
        come.add(event.creation_uuid);
        for (const oldest of come) if (come.size > COME) come.delete(oldest);
        sent.delete(event.creation_uuid);
        newMessage?.(event, message);
        changed();
      },
      typing(event, message: Message<ChatEvents['typing']>) {
        // In passing anybody may say anything: who types is who sent it.
        const member = subscription.members.get(`m${event.community_member_id}`);
        if (member?.cids.includes(message.sender) === true) typing?.(event, message);
      },
      // What was stored was told before or is in the past that the page loads.
      ready(ready) {
        const waiting = new Set(client.pending(topic).map(({ id }) => id));
        for (const id of sent.keys()) if (!waiting.has(id)) sent.delete(id);
        changed();
        handlers.ready?.(ready);
      },
    },
    { transient: ['typing'] },
  );
  const stop = client.on('pending', (event) => {
    if (event.topic === topic) changed();
  });
  queueMicrotask(changed);

  return {
    topic,
    get status() {
      return subscription.status;
    },
    get error() {
      return subscription.error;
    },
    get members() {
      return subscription.members;
    },
    get count() {
      return subscription.count;
    },
    get position() {
      return subscription.position;
    },
    get grants() {
      return subscription.grants;
    },
    get pending() {
      return list;
    },
    send(draft, { id = randomId() } = {}) {
      const timestamp = new Date().toISOString();
      const none = (): void => {};
      const powers = { retry: none, cancel: none };
      sent.set(id, { ...draft, id, timestamp, state: 'sending', error: undefined, ...powers });
      const receipt = client.transmit(true, SENT, topic, draft, { id });
      receipt.then(
        // A repeat of what was told long ago is not told again.
        ({ duplicate }) => duplicate === true && forget(id),
        () => forget(id),
      );
      return { id, receipt };
    },
    typing(parentMessageId = null) {
      // A courtesy: where it cannot be told, nothing is lost.
      const payload = { parent_message_id: parentMessageId };
      client.transmit(false, 'typing', topic, payload).catch(() => {});
    },
    leave() {
      stop();
      subscription.leave();
    },
  };
}

function fromPending(message: PendingMessage): PendingChatMessage {
  const { id, timestamp, state, error, payload } = message;
  const draft = payload as ChatDraft;
  const powers = { retry: () => message.retry(), cancel: () => message.cancel() };
  return { ...draft, id, timestamp, state, error, ...powers };
}
