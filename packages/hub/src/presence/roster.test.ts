import { FakeClock } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import type { PresenceChange } from './entry.ts';
import { Roster } from './roster.ts';

const profile = (memberId: number) => ({
  memberId,
  name: `M${memberId}`,
  role: 'member',
  color: '#000',
});

function setUp(most = 1000) {
  const clock = new FakeClock();
  const told: Pick<PresenceChange, 'count' | 'changes'>[] = [];
  let emptied = 0;
  const roster = new Roster({
    clock,
    grace: 15_000,
    interval: 250,
    most,
    tell: ({ count, changes }) => told.push({ count, changes }),
    emptied: () => (emptied += 1),
  });
  return { clock, told, roster, emptied: () => emptied };
}

describe('a topic’s roster', () => {
  it('tells comings and goings together, at most every 250 ms', () => {
    const { clock, told, roster } = setUp();
    roster.join(profile(1), 'a');
    roster.join(profile(2), 'b');
    clock.advance(249);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toHaveLength(1);
    expect(told[0]?.count).toBe(2);
    expect(told[0]?.changes.map((c) => [c.profile.memberId, c.cids, c.online])).toEqual([
      [1, ['a'], true],
      [2, ['b'], true],
    ]);
  });

  it('A5 keeps a member for whom another tab is open', () => {
    const { clock, told, roster } = setUp();
    roster.join(profile(1), 'a');
    roster.join(profile(1), 'b');
    roster.leave(1, 'a', false);
    clock.advance(60_000);
    expect(roster.count).toBe(1);
    expect(told.at(-1)?.changes).toEqual([{ profile: profile(1), cids: ['b'], online: true }]);
  });

  it('A5 says that a member is gone when the grace time is over, not before', () => {
    const { clock, told, roster, emptied } = setUp();
    roster.join(profile(1), 'a');
    clock.advance(250);
    roster.leave(1, 'a', false);
    clock.advance(14_999);
    expect(told.at(-1)?.changes).toEqual([{ profile: profile(1), cids: ['a'], online: true }]);
    clock.advance(1 + 250);
    expect(told.at(-1)).toEqual({
      count: 0,
      changes: [{ profile: profile(1), cids: [], online: false }],
    });
    expect(emptied()).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('says nothing of leaving when a member is back within the grace time', () => {
    const { clock, told, roster } = setUp();
    roster.join(profile(1), 'a');
    roster.leave(1, 'a', false);
    clock.advance(10_000);
    roster.join(profile(1), 'b');
    clock.advance(60_000);
    expect(told.every((change) => change.changes.every((c) => c.online))).toBe(true);
    expect(roster.page(undefined, 10).members).toEqual([
      { profile: profile(1), cids: ['b'], online: true },
    ]);
  });

  it('gives no grace to one who leaves', () => {
    const { clock, told, roster } = setUp();
    roster.join(profile(1), 'a');
    roster.leave(1, 'a', true);
    clock.advance(250);
    expect(told).toEqual([
      { count: 0, changes: [{ profile: profile(1), cids: [], online: false }] },
    ]);
  });

  it('above its limit tells a count and pages', () => {
    const { clock, told, roster } = setUp(2);
    for (const id of [3, 1, 2]) roster.join(profile(id), `c${id}`);
    clock.advance(250);
    expect(told).toEqual([{ count: 3, changes: [] }]);
    const first = roster.page(undefined, 2);
    expect(first.members.map((m) => m.profile.memberId)).toEqual([1, 2]);
    expect(first.more).toBe(true);
    const second = roster.page(2, 2);
    expect(second.members.map((m) => m.profile.memberId)).toEqual([3]);
    expect(second.more).toBe(false);
  });

  it('pages in the order of the ids, whoever comes or leaves between two pages', () => {
    const { roster } = setUp();
    const ids = () => roster.page(undefined, 10).members.map((m) => m.profile.memberId);
    expect(ids()).toEqual([]);
    for (const id of [2, 5]) roster.join(profile(id), `c${id}`);
    expect(ids()).toEqual([2, 5]);
    roster.join(profile(9), 'c9');
    expect(ids()).toEqual([2, 5, 9]);
    roster.join(profile(3), 'c3');
    roster.join(profile(7), 'c7');
    expect(ids()).toEqual([2, 3, 5, 7, 9]);
    roster.leave(5, 'c5', true);
    roster.leave(9, 'c9', true);
    expect(ids()).toEqual([2, 3, 7]);
    roster.join(profile(8), 'c8');
    expect(ids()).toEqual([2, 3, 7, 8]);
  });

  it('tells at once when someone unheard of is about to be quoted', () => {
    const { told, roster } = setUp();
    roster.join(profile(1), 'a');
    roster.flushFor(2);
    expect(told).toEqual([]);
    roster.flushFor(1);
    expect(told).toHaveLength(1);
  });
});

describe('who is connected over this node', () => {
  function listening() {
    const clock = new FakeClock(0);
    const told: unknown[] = [];
    const roster = new Roster({
      clock,
      grace: 15_000,
      interval: 250,
      most: 1000,
      tell: () => {},
      attend: (...attendance) => told.push(attendance),
      emptied: () => {},
    });
    return { clock, told, roster };
  }

  it('is told once for all tabs, and with the time at which the last one went', () => {
    const { clock, told, roster } = listening();
    roster.join(profile(1), 'a');
    clock.advance(1000);
    roster.join(profile(1), 'b');
    roster.leave(1, 'a', true);
    expect(told).toEqual([[1, true, 0]]);
    clock.advance(1000);
    roster.leave(1, 'b', false);
    clock.advance(14_999);
    expect(told).toHaveLength(1);
    clock.advance(1);
    expect(told).toEqual([
      [1, true, 0],
      [1, false, 2000],
    ]);
  });

  it('goes on through a reload, ends at once for who leaves, and for all when the node stops', () => {
    const { clock, told, roster } = listening();
    for (const id of [1, 2, 3]) roster.join(profile(id), `c${id}`);
    told.length = 0;
    roster.leave(1, 'c1', false);
    clock.advance(5000);
    roster.join(profile(1), 'd1');
    roster.leave(2, 'c2', true);
    expect(told).toEqual([[2, false, 5000]]);
    roster.leave(3, 'c3', false);
    clock.advance(2000);
    roster.close();
    expect(told.slice(1)).toEqual([
      [1, false, 7000],
      [3, false, 5000],
    ]);
  });

  it('is not told of those on other nodes', () => {
    const { told, roster } = listening();
    const members = [{ profile: profile(9), cids: ['x'], online: true }];
    roster.apply({ node: 'n2', topic: 't', sequence: 1, whole: true, members });
    roster.absent('n2');
    expect(told).toEqual([]);
  });
});
