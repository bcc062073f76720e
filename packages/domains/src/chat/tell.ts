import type { UnitContext, UnitPublication } from '@parley/store';
import {
  CHAT_EVENT,
  roomCallTopic,
  roomTopic,
  type ChatEventName,
  type ChatEvents,
} from './schema.ts';

/** Queues one of chat's events on topics; on none, nothing. */
export function tell<E extends ChatEventName>(
  tx: UnitContext,
  topics: readonly string[],
  event: E,
  payload: ChatEvents[E],
  options: Pick<UnitPublication, 'subject' | 'memberId' | 'connectionId' | 'sender'> = {},
): void {
  const [first, ...others] = topics;
  if (first === undefined) return;
  tx.publish({ topics: [first, ...others], event: CHAT_EVENT + event, payload, ...options });
}

/**
 * Ends what a member hears on a room's topic and in its call, at this place in their order; `null`:
 * what everybody hears.
 */
export function tellRemoved(tx: UnitContext, uuid: string, memberId: number | null): void {
  tx.publish({
    topics: [roomTopic(uuid), roomCallTopic(uuid)],
    event: 'parley.removed',
    payload: { memberId },
    internal: true,
  });
}
