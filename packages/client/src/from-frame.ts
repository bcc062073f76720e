import type { Json, Message as MessageFrame, Page } from '@parley/protocol';
import type { Message } from './message.ts';

/** A live frame as callbacks get it. */
export function fromMessage(frame: MessageFrame): Message {
  const { topic, action, sender, timestamp, store, payload, epoch, offset } = frame;
  const position =
    epoch === undefined || offset === undefined ? {} : { position: { epoch, offset } };
  return {
    timestamp,
    type: action,
    action,
    topic,
    sender,
    store,
    payload,
    ...position,
    replayed: false,
  };
}

/** The messages of a page as callbacks get them. */
export function fromPage<T = Json>(page: Page): Message<T>[] {
  const { topic, epoch } = page;
  return page.messages.map(({ offset, action, sender, timestamp, payload }) => ({
    timestamp,
    type: action,
    action,
    topic,
    sender,
    store: true,
    payload: payload as T,
    position: { epoch, offset },
    replayed: true,
  }));
}
