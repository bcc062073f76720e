import type { Json } from '@parley/protocol';
import type { Clock } from './clock.ts';
import type { Requester } from './connection.ts';
import type { ParleyError } from './error.ts';
import type { Receipt } from './message.ts';
import type { Kept } from './outbox-shelf.ts';
import type { LeaseSource, OutboxStorage } from './outbox-storage.ts';

/** A stored message that the server has not confirmed yet: "sending…". */
export interface PendingMessage {
  /** Its message id: the same in every try. */
  readonly id: string;
  readonly topic: string;
  readonly action: string;
  readonly payload: Json;
  /** When it was made, ISO 8601. */
  readonly timestamp: string;
  readonly state: 'waiting' | 'sending';
  /** How often the server put it off. */
  readonly tries: number;
  /** Why it was put off last. */
  readonly error: ParleyError | undefined;
  /** Tries again at once. */
  retry(): void;
  /** Takes it back; one that is being sent may arrive all the same. */
  cancel(): void;
}

export interface OutboxOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly id: () => string;
  readonly origin: string;
  readonly storage: OutboxStorage | undefined;
  readonly leases: LeaseSource | undefined;
  /** Who is signed in, as the application says before the server does. */
  readonly member: string | undefined;
  /** Most messages at a time. */
  readonly messages: number;
  /** Most bytes of payload at a time (UTF-16 units). */
  readonly bytes: number;
  /** Where to send a topic's messages, once it is joined. */
  readonly requester: (topic: string) => Requester | undefined;
  /** A topic has messages to send (its subscription is kept up), or has none any more. */
  readonly hold: (topic: string, wanted: boolean) => void;
  readonly changed: (topic: string) => void;
  /** A message will never be sent. */
  readonly undelivered: (message: PendingMessage, error: ParleyError) => void;
}

/** A message in the outbox. */
export interface Entry extends Kept {
  key: string | undefined;
  size: number;
  state: 'waiting' | 'sending' | 'cancelled';
  tries: number;
  error: ParleyError | undefined;
  stopWait: (() => void) | undefined;
  settle: ((result: Receipt | ParleyError) => void) | undefined;
}

/** What others see of an entry. */
export function viewOf(
  { id, topic, action, payload, at, state, tries, error }: Entry,
  powers: Pick<PendingMessage, 'retry' | 'cancel'>,
): PendingMessage {
  return {
    id,
    topic,
    action,
    payload,
    timestamp: new Date(at).toISOString(),
    state: state === 'sending' ? 'sending' : 'waiting',
    tries,
    error,
    ...powers,
  };
}
