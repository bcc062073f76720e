import type { CallCancelled, CallNotice, CallRinging } from '@parley/domains/chat/schema';

/** Somebody calls. */
export interface Incoming {
  /** The room's. */
  readonly uuid: string;
  readonly name: string;
  /** The same for all that is heard of one call. */
  readonly id: string;
  /** It rings no longer unless it is heard again, ms since 1970. */
  readonly until: number;
}

/** One calls somebody who has not answered yet. */
export interface Outgoing {
  readonly uuid: string;
  readonly name: string;
  /** Then one gives up, ms since 1970; absent until the server took the ringing up. */
  readonly until?: number;
}

/** What became of a call, until it is dismissed. */
export interface Outcome {
  readonly uuid: string;
  /**
   * Who called one gave up, or nobody answered; called while one was in another call; the one called
   * declined, is in another call, or did not answer.
   */
  readonly kind: 'missed' | 'called' | 'declined' | 'busy' | 'unanswered';
  readonly text: string;
}

/** What a page says by itself: nobody is asked. */
export interface Reply {
  readonly uuid: string;
  readonly word: 'answer' | 'busy';
}

/** The call of a meeting, among those one is in. */
export const MEETING = 'meeting';

/** Most people who ring at a time; more are not shown. */
export const MOST_INCOMING = 8;

/** So many calls are known to be over: one more ring of them may still be on its way. */
export const MOST_OVER = 32;

/**
 * Direct calls that ring. A caller says again and again that they wait.
 *
 * ```
 *   incoming:  – ─ ringing ─▶ rings ─ answered, declined (here or on another device) ─▶ over
 *                             │  ▲ ├── cancelled ─▶ over, and an outcome: missed
 *                             │  │ └── busy (on another device) ─▶ over, and an outcome: called
 *                  not heard again  ringing
 *                             ▼  │
 *                             – and an outcome: missed
 *              – ─ ringing, in another call ─▶ over, an outcome: called, and a reply: busy
 *   outgoing:  – ─ called ──▶ rings ─ answered ─▶ –
 *                               └──── declined, busy, time is up ─▶ – and an outcome
 * ```
 */
export interface RingState {
  readonly incoming: readonly Incoming[];
  readonly outgoing: Outgoing | undefined;
  readonly outcome: Outcome | undefined;
  /** The room whose call one is in, and {@link MEETING}. */
  readonly talksIn: readonly string[];
  /** Calls that ring no more, the newest last. */
  readonly over: readonly string[];
  /** To be said. */
  readonly replies: readonly Reply[];
}

export const quiet: RingState = {
  incoming: [],
  outgoing: undefined,
  outcome: undefined,
  talksIn: [],
  over: [],
  replies: [],
};

interface By<N extends CallNotice> {
  readonly notice: N;
  /** One's own member id; one's own pages hear what one does, too. */
  readonly self: number;
}

/** What may happen. `now`: ms since 1970. */
export type RingEvent =
  | ({ readonly kind: 'ringing'; readonly now: number } & By<CallRinging>)
  | ({ readonly kind: 'answered' | 'declined' | 'busy' } & By<CallNotice>)
  | ({ readonly kind: 'cancelled' } & By<CallCancelled>)
  | { readonly kind: 'called'; readonly uuid: string; readonly name: string }
  | { readonly kind: 'settled'; readonly uuid: string }
  | { readonly kind: 'talks'; readonly in: readonly string[] }
  | { readonly kind: 'replied'; readonly replies: readonly Reply[] }
  | { readonly kind: 'passed'; readonly now: number }
  | { readonly kind: 'dismissed' };

/** The next state. */
export function ringStep(state: RingState, event: RingEvent): RingState {
  switch (event.kind) {
    case 'called':
      return {
        ...settled(state, event.uuid),
        outgoing: { uuid: event.uuid, name: event.name },
        outcome: undefined,
      };
    case 'settled': {
      const isOwn = state.outgoing?.uuid === event.uuid;
      return { ...settled(state, event.uuid), outgoing: isOwn ? undefined : state.outgoing };
    }
    case 'talks':
      return { ...state, talksIn: event.in };
    case 'replied':
      return { ...state, replies: state.replies.filter((one) => !event.replies.includes(one)) };
    case 'dismissed':
      return { ...state, outcome: undefined };
    case 'passed':
      return passed(state, event.now);
    case 'ringing':
      return ringing(state, event);
    case 'cancelled':
      return cancelled(state, event);
    default:
      return replied(state, event);
  }
}

function isOver(state: RingState, id: string): RingState {
  return { ...state, over: [...state.over.filter((one) => one !== id), id].slice(-MOST_OVER) };
}

/** What rang in a room rings no more. */
function settled(state: RingState, uuid: string): RingState {
  const was = state.incoming.find((one) => one.uuid === uuid);
  if (was === undefined) return state;
  return isOver({ ...state, incoming: state.incoming.filter((one) => one !== was) }, was.id);
}

type Ringing = Extract<RingEvent, { readonly kind: 'ringing' }>;

function ringing(state: RingState, { notice, self, now }: Ringing): RingState {
  const { chat_room_uuid: uuid, community_member_id: member, name, call_id: id } = notice;
  const { outgoing, incoming, over, talksIn, outcome } = state;
  if (member === self) {
    if (outgoing?.uuid !== uuid || outgoing.until !== undefined) return state;
    return { ...state, outgoing: { ...outgoing, until: now + notice.gives_up_after } };
  }
  if (over.includes(id)) return state;
  // Both call each other, or one is there already: nobody has to answer.
  if (outgoing?.uuid === uuid || talksIn.includes(uuid)) {
    const next = isOver(says(state, uuid, 'answer'), id);
    return { ...next, outgoing: outgoing?.uuid === uuid ? undefined : outgoing };
  }
  if (talksIn.length > 0) {
    const next = isOver(says(settled(state, uuid), uuid, 'busy'), id);
    return { ...next, outcome: calledYou(uuid, name) };
  }
  const isKnown = incoming.some((one) => one.uuid === uuid);
  if (!isKnown && incoming.length >= MOST_INCOMING) return state;
  const one = { uuid, name, id, until: now + notice.expires_in };
  return {
    ...state,
    // Whose dialog is open keeps its place.
    incoming: isKnown ? incoming.map((was) => (was.uuid === uuid ? one : was)) : [...incoming, one],
    // It was not heard of for a moment only.
    outcome: outcome?.kind === 'missed' && outcome.uuid === uuid ? undefined : outcome,
  };
}

function says(state: RingState, uuid: string, word: Reply['word']): RingState {
  return { ...state, replies: [...state.replies, { uuid, word }] };
}

function calledYou(uuid: string, name: string): Outcome {
  return { uuid, kind: 'called', text: `${name} called you.` };
}

function missed({ uuid, name }: Incoming): Outcome {
  return { uuid, kind: 'missed', text: `You missed a call from ${name}.` };
}

type Cancelled = Extract<RingEvent, { readonly kind: 'cancelled' }>;

function cancelled(state: RingState, { notice, self }: Cancelled): RingState {
  const { chat_room_uuid: uuid, community_member_id: member } = notice;
  if (member === self) return state;
  const was = state.incoming.find((one) => one.uuid === uuid);
  return was === undefined ? state : { ...settled(state, uuid), outcome: missed(was) };
}

type Replied = Extract<RingEvent, { readonly kind: 'answered' | 'declined' | 'busy' }>;

function replied(state: RingState, { kind, notice, self }: Replied): RingState {
  const { chat_room_uuid: uuid, community_member_id: member, name } = notice;
  if (member === self) {
    const was = state.incoming.find((one) => one.uuid === uuid);
    const next = settled(state, uuid);
    return kind === 'busy' && was !== undefined
      ? { ...next, outcome: calledYou(uuid, was.name) }
      : next;
  }
  if (state.outgoing?.uuid !== uuid) return state;
  const next = { ...state, outgoing: undefined };
  if (kind === 'answered') return next;
  const text = kind === 'busy' ? `${name} is in another call.` : `${name} declined the call.`;
  return { ...next, outcome: { uuid, kind, text } };
}

/** Time goes on: what rang to its end is over. */
function passed(state: RingState, now: number): RingState {
  const { outgoing } = state;
  if (outgoing?.until !== undefined && outgoing.until <= now) {
    const { uuid, name } = outgoing;
    const text = `${name} did not answer.`;
    return { ...state, outgoing: undefined, outcome: { uuid, kind: 'unanswered', text } };
  }
  const gone = state.incoming.find(({ until }) => until <= now);
  if (gone === undefined) return state;
  const incoming = state.incoming.filter((one) => one !== gone);
  return { ...state, incoming, outcome: missed(gone) };
}
