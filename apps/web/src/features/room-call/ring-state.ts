import type { CallCancelled, CallNotice, CallRinging } from '@parley/domains/chat/schema';

/** Somebody calls. */
export interface Incoming {
  /** The room's. */
  readonly uuid: string;
  readonly name: string;
  /** Nobody waits any more after it, ms since 1970. */
  readonly until: number;
}

/** One calls somebody who has not answered yet. */
export interface Outgoing {
  readonly uuid: string;
  readonly name: string;
  /** As {@link Incoming.until}; absent until the server took the ringing up. */
  readonly until?: number;
}

/** What became of a call, until it is dismissed. */
export interface Outcome {
  readonly uuid: string;
  /** Who called one gave up, or nobody answered; the one called declined, or did not answer. */
  readonly kind: 'missed' | 'declined' | 'unanswered';
  readonly text: string;
}

/** Most people who ring at a time; more are not shown. */
export const MOST_INCOMING = 8;

/**
 * Direct calls that ring.
 *
 * ```
 *   incoming:  – ─ ringing ─▶ rings ─ answered, declined (here or on another device) ─▶ –
 *                               └──── cancelled, expired ─▶ – and an outcome: missed
 *   outgoing:  – ─ called ──▶ rings ─ answered ─▶ –
 *                               └──── declined, expired ─▶ – and an outcome
 * ```
 */
export interface RingState {
  readonly incoming: readonly Incoming[];
  readonly outgoing: Outgoing | undefined;
  readonly outcome: Outcome | undefined;
}

export const quiet: RingState = { incoming: [], outgoing: undefined, outcome: undefined };

/** What may happen. `self`: one's own member id; one's own pages hear what one does, too. */
export type RingEvent =
  | { readonly kind: 'ringing'; readonly notice: CallRinging; readonly self: number }
  | { readonly kind: 'answered' | 'declined'; readonly notice: CallNotice; readonly self: number }
  | { readonly kind: 'cancelled'; readonly notice: CallCancelled; readonly self: number }
  | { readonly kind: 'called'; readonly uuid: string; readonly name: string }
  | { readonly kind: 'settled'; readonly uuid: string }
  | { readonly kind: 'passed'; readonly now: number }
  | { readonly kind: 'dismissed' };

/** The next state. */
export function ringStep(state: RingState, event: RingEvent): RingState {
  switch (event.kind) {
    case 'called':
      return {
        ...without(state, event.uuid),
        outgoing: { uuid: event.uuid, name: event.name },
        outcome: undefined,
      };
    case 'settled': {
      const isOwn = state.outgoing?.uuid === event.uuid;
      return { ...without(state, event.uuid), outgoing: isOwn ? undefined : state.outgoing };
    }
    case 'dismissed':
      return { ...state, outcome: undefined };
    case 'passed':
      return passed(state, event.now);
    case 'ringing':
      return ringing(state, event.notice, event.self);
    default:
      return ended(state, event);
  }
}

function without(state: RingState, uuid: string): RingState {
  return { ...state, incoming: state.incoming.filter((one) => one.uuid !== uuid) };
}

function ringing(state: RingState, notice: CallRinging, self: number): RingState {
  const { chat_room_uuid: uuid, community_member_id: member, name, expires_at: ends } = notice;
  const { outgoing, incoming } = state;
  const until = Date.parse(ends);
  if (member === self) {
    if (outgoing?.uuid !== uuid) return state;
    return { ...state, outgoing: { ...outgoing, until } };
  }
  // Both call each other: both are there, so nobody has to answer.
  if (outgoing?.uuid === uuid) return { ...state, outgoing: undefined };
  const others = without(state, uuid).incoming;
  if (others.length >= MOST_INCOMING) return state;
  const isKnown = others.length < incoming.length;
  const one = { uuid, name, until };
  // Whose dialog is open keeps its place.
  return {
    ...state,
    incoming: isKnown ? incoming.map((was) => (was.uuid === uuid ? one : was)) : [...others, one],
  };
}

function ended(
  state: RingState,
  event: Extract<RingEvent, { readonly kind: 'answered' | 'declined' | 'cancelled' }>,
): RingState {
  const { chat_room_uuid: uuid, community_member_id: member, name } = event.notice;
  const isOwn = member === event.self;
  const was = state.incoming.find((one) => one.uuid === uuid);
  const next = without(state, uuid);
  if (event.kind === 'cancelled') {
    if (isOwn || was === undefined) return next;
    return { ...next, outcome: { uuid, kind: 'missed', text: `You missed a call from ${name}.` } };
  }
  if (isOwn || state.outgoing?.uuid !== uuid) return next;
  if (event.kind === 'answered') return { ...next, outgoing: undefined };
  const text = `${name} declined the call.`;
  return { ...next, outgoing: undefined, outcome: { uuid, kind: 'declined', text } };
}

/** Time goes on: what rang to its end is over. */
function passed(state: RingState, now: number): RingState {
  const over = state.incoming.find(({ until }) => until <= now);
  const { outgoing } = state;
  if (outgoing?.until !== undefined && outgoing.until <= now) {
    const { uuid, name } = outgoing;
    const text = `${name} did not answer.`;
    return { ...state, outgoing: undefined, outcome: { uuid, kind: 'unanswered', text } };
  }
  if (over === undefined) return state;
  return {
    ...without(state, over.uuid),
    outcome: { uuid: over.uuid, kind: 'missed', text: `You missed a call from ${over.name}.` },
  };
}
