import { describe, expect, it } from 'vitest';
import {
  MEETING,
  MOST_INCOMING,
  MOST_OVER,
  quiet,
  ringStep,
  type RingEvent,
  type RingState,
} from './ring-state.ts';

const self = 1;
const by = (
  id: number,
  uuid = 'r',
): { chat_room_uuid: string; community_member_id: number; name: string } => ({
  chat_room_uuid: uuid,
  community_member_id: id,
  name: `Member ${id}`,
});
const ringing = (id: number, uuid = 'r', { now = 0, call = uuid } = {}): RingEvent => ({
  kind: 'ringing',
  notice: { ...by(id, uuid), call_id: call, expires_in: 8000, gives_up_after: 45_000 },
  self,
  now,
});
const answered = (id: number): RingEvent => ({ kind: 'answered', notice: by(id), self });
const declined = (id: number): RingEvent => ({ kind: 'declined', notice: by(id), self });
const busy = (id: number): RingEvent => ({ kind: 'busy', notice: by(id), self });
const talks = (...rooms: readonly string[]): RingEvent => ({ kind: 'talks', in: rooms });
const passed = (now: number): RingEvent => ({ kind: 'passed', now });
const cancelled = (id: number, missed = false): RingEvent => ({
  kind: 'cancelled',
  notice: { ...by(id), missed },
  self,
});
const called: RingEvent = { kind: 'called', uuid: 'r', name: 'Member 2' };

function after(...events: readonly RingEvent[]): RingState {
  return events.reduce(ringStep, quiet);
}

/** What is shown of it. */
function shown(state: RingState): Pick<RingState, 'incoming' | 'outgoing' | 'outcome'> {
  const { incoming, outgoing, outcome } = state;
  return { incoming, outgoing, outcome };
}
const nothing = shown(quiet);
const missed = { incoming: [], outcome: { text: 'You missed a call from Member 2.' } };

describe('a direct call that comes in', () => {
  it('rings until it is answered or declined, here or on another device of mine', () => {
    const [rings] = after(ringing(2)).incoming;
    expect(rings).toEqual({ uuid: 'r', name: 'Member 2', id: 'r', until: 8000 });
    expect(shown(after(ringing(2), answered(self)))).toEqual(nothing);
    expect(shown(after(ringing(2), declined(self)))).toEqual(nothing);
    expect(shown(after(ringing(2), { kind: 'settled', uuid: 'r' }))).toEqual(nothing);
  });

  it('rings on as long as the caller says that they wait, and soon no more when they are gone', () => {
    const second = ringing(2, 'r', { now: 3000 });
    expect(after(ringing(2), second, passed(10_999)).incoming).toHaveLength(1);
    expect(after(ringing(2), second, passed(11_000))).toMatchObject(missed);
  });

  it('rings on a page that opened meanwhile, with the next time it is said', () => {
    expect(after(ringing(2, 'r', { now: 40_000 })).incoming).toHaveLength(1);
  });

  it('is missed once: not after each time it was said, and not while it rings again', () => {
    const gone = after(ringing(2), passed(8000));
    expect(gone).toMatchObject(missed);
    const back = ringStep(gone, ringing(2, 'r', { now: 9000 }));
    expect(back).toMatchObject({ incoming: [{ uuid: 'r' }], outcome: undefined });
    const end = ringStep(back, cancelled(2, true));
    expect(end).toMatchObject(missed);
    const read = ringStep(end, { kind: 'dismissed' });
    expect(shown(ringStep(read, ringing(2, 'r', { now: 10_000 })))).toEqual(nothing);
  });

  it('is a missed call when the caller gives up; by somebody not heard of it is none', () => {
    expect(after(ringing(2), cancelled(2))).toMatchObject(missed);
    expect(after(cancelled(2))).toEqual(quiet);
  });

  it('does not ring again by what was on its way when it was declined, and the next call does', () => {
    for (const end of [declined(self), answered(self), { kind: 'settled', uuid: 'r' } as const]) {
      expect(shown(after(ringing(2), end, ringing(2)))).toEqual(nothing);
      expect(after(ringing(2), end, ringing(2, 'r', { call: 'next' })).incoming).toHaveLength(1);
    }
  });

  it('keeps a bounded number, each room once', () => {
    const many = Array.from({ length: 40 }, (_, n) => ringing(n + 2, `r${n}`));
    expect(after(...many).incoming).toHaveLength(MOST_INCOMING);
    expect(after(ringing(2), ringing(2)).incoming).toHaveLength(1);
    expect(after(talks(MEETING), ...many).over).toHaveLength(MOST_OVER);
  });
});

describe('a direct call while one is in another call', () => {
  it.each([[MEETING], ['other room']])('rings not, in %s: the caller is told, once', (where) => {
    const state = after(talks(where), ringing(2), ringing(2, 'r', { now: 3000 }));
    expect(state).toMatchObject({
      incoming: [],
      outcome: { kind: 'called', text: 'Member 2 called you.' },
      replies: [{ uuid: 'r', word: 'busy' }],
    });
    expect(ringStep(state, { kind: 'replied', replies: state.replies }).replies).toEqual([]);
  });

  it('stops ringing on the other devices, and is no missed call there either', () => {
    const state = after(ringing(2), busy(self));
    expect(state).toMatchObject({ incoming: [], outcome: { text: 'Member 2 called you.' } });
    expect(shown(ringStep(state, ringing(2, 'r', { now: 3000 })))).toEqual(shown(state));
    expect(after(busy(self))).toEqual(quiet);
  });

  it('rings when that one has ended', () => {
    expect(after(talks(MEETING), talks(), ringing(2)).incoming).toHaveLength(1);
  });
});

describe('a direct call that goes out', () => {
  it('rings until it is answered', () => {
    const rings = after(called, ringing(self));
    expect(rings.outgoing).toEqual({ uuid: 'r', name: 'Member 2', until: 45_000 });
    expect(ringStep(rings, answered(2))).toEqual(quiet);
  });

  it('says that the other declined, is in another call, or did not answer', () => {
    expect(after(called, declined(2))).toMatchObject({
      outgoing: undefined,
      outcome: { text: 'Member 2 declined the call.' },
    });
    expect(after(called, ringing(self), busy(2))).toMatchObject({
      outgoing: undefined,
      outcome: { text: 'Member 2 is in another call.' },
    });
    // Saying it again is no reason to wait longer.
    const again = ringing(self, 'r', { now: 3000 });
    expect(after(called, ringing(self), again, passed(44_999)).outgoing).toBeDefined();
    expect(after(called, ringing(self), again, passed(45_000))).toMatchObject({
      outgoing: undefined,
      outcome: { text: 'Member 2 did not answer.' },
    });
  });

  it('needs no answer when both call each other, and the other page is told', () => {
    const state = after(called, talks('r'), ringing(2), ringing(2));
    expect(shown(state)).toEqual(nothing);
    expect(state.replies).toEqual([{ uuid: 'r', word: 'answer' }]);
    expect(after(ringing(2), called).incoming).toEqual([]);
  });

  it('to somebody who is in that very call is answered', () => {
    expect(after(talks('r'), ringing(2)).replies).toEqual([{ uuid: 'r', word: 'answer' }]);
  });

  it('from another page of mine is none of this one', () => {
    expect(after(ringing(self))).toEqual(quiet);
    expect(after(declined(2), busy(2))).toEqual(quiet);
  });
});
