import { describe, expect, it } from 'vitest';
import { MOST_INCOMING, quiet, ringStep, type RingEvent, type RingState } from './ring-state.ts';

const self = 1;
const by = (
  id: number,
  uuid = 'r',
): { chat_room_uuid: string; community_member_id: number; name: string } => ({
  chat_room_uuid: uuid,
  community_member_id: id,
  name: `Member ${id}`,
});
const ringing = (id: number, uuid = 'r'): RingEvent => ({
  kind: 'ringing',
  notice: { ...by(id, uuid), expires_at: '1970-01-01T00:00:45.000Z' },
  self,
});
const answered = (id: number): RingEvent => ({ kind: 'answered', notice: by(id), self });
const declined = (id: number): RingEvent => ({ kind: 'declined', notice: by(id), self });
const cancelled = (id: number, missed = false): RingEvent => ({
  kind: 'cancelled',
  notice: { ...by(id), missed },
  self,
});
const called: RingEvent = { kind: 'called', uuid: 'r', name: 'Member 2' };

function after(...events: readonly RingEvent[]): RingState {
  return events.reduce(ringStep, quiet);
}

describe('a direct call that comes in', () => {
  it('rings until it is answered or declined, here or on another device of mine', () => {
    expect(after(ringing(2)).incoming).toEqual([{ uuid: 'r', name: 'Member 2', until: 45_000 }]);
    expect(after(ringing(2), answered(self))).toEqual(quiet);
    expect(after(ringing(2), declined(self))).toEqual(quiet);
    expect(after(ringing(2), { kind: 'settled', uuid: 'r' })).toEqual(quiet);
  });

  it('is a missed call when the caller gives up, or when nobody answers in time', () => {
    const missed = { incoming: [], outcome: { text: 'You missed a call from Member 2.' } };
    expect(after(ringing(2), cancelled(2))).toMatchObject(missed);
    expect(after(ringing(2), { kind: 'passed', now: 44_999 }).incoming).toHaveLength(1);
    expect(after(ringing(2), { kind: 'passed', now: 45_000 })).toMatchObject(missed);
    expect(after(cancelled(2))).toEqual(quiet);
  });

  it('keeps a bounded number, each room once', () => {
    const many = Array.from({ length: 20 }, (_, n) => ringing(n + 2, `r${n}`));
    expect(after(...many).incoming).toHaveLength(MOST_INCOMING);
    expect(after(ringing(2), ringing(2)).incoming).toHaveLength(1);
  });
});

describe('a direct call that goes out', () => {
  it('rings until it is answered', () => {
    const rings = after(called, ringing(self));
    expect(rings.outgoing).toEqual({ uuid: 'r', name: 'Member 2', until: 45_000 });
    expect(ringStep(rings, answered(2))).toEqual(quiet);
  });

  it('says that the other declined, or did not answer', () => {
    expect(after(called, declined(2))).toMatchObject({
      outgoing: undefined,
      outcome: { text: 'Member 2 declined the call.' },
    });
    expect(after(called, ringing(self), { kind: 'passed', now: 45_000 })).toMatchObject({
      outgoing: undefined,
      outcome: { text: 'Member 2 did not answer.' },
    });
  });

  it('needs no answer when both call each other', () => {
    expect(after(called, ringing(2))).toEqual(quiet);
    expect(after(ringing(2), called).incoming).toEqual([]);
  });

  it('from another page of mine is none of this one', () => {
    expect(after(ringing(self))).toEqual(quiet);
    expect(after(declined(2))).toEqual(quiet);
  });
});
