import type { EventShapes, Publication, Told } from '@parley/hub';
import {
  CHAT_EVENT,
  chatEvents,
  toChatroomMessage,
  type ChatEventName,
  type NewMessage,
} from './schema.ts';

/** Begins the payload of a message that a topic client sent under a name of its own. */
const OWN_ACTION = '{"action":';

/**
 * What chat's events look like: to topic clients the fields, with the event's name beside, a message's
 * plain text as `message`, and the name that the sender called it; to cable clients the fields alone;
 * to Socket.IO clients the same, but for a new message, which is `chatroom`.
 */
export const chatShapes: readonly EventShapes[] = (Object.keys(chatEvents) as ChatEventName[]).map(
  (name) => ({
    event: CHAT_EVENT + name,
    topic: (publication) => toTopic(name, publication),
    cable: (publication) => toFields(name, publication),
    'socket-io': (publication) =>
      name === 'newMessage' ? toChatroom(publication) : toFields(name, publication),
  }),
);

function toTopic(name: ChatEventName, { payload }: Publication): Told {
  const { action, ...fields } = JSON.parse(payload) as {
    readonly action?: string;
    readonly body?: string;
  };
  const text = fields.body === undefined ? {} : { message: fields.body };
  // What tells of a change shows the whole message as well, but is no message.
  const event = name === 'newMessage' ? (action ?? name) : name;
  return { event, payload: JSON.stringify({ event: name, ...text, ...fields }) };
}

function toFields(name: ChatEventName, { payload }: Publication): Told {
  if (!payload.startsWith(OWN_ACTION)) return { event: name, payload };
  const { action: _, ...fields } = JSON.parse(payload) as { readonly action: string };
  return { event: name, payload: JSON.stringify(fields) };
}

/** Nobody has read it yet; whoever does makes another `chatroom` of it. */
function toChatroom({ payload }: Publication): Told {
  const message = toChatroomMessage(JSON.parse(payload) as NewMessage, false);
  return { event: 'chatroom', payload: JSON.stringify(message) };
}
