import { describe, expect, it } from 'vitest';
import type { RosterEntry } from '@parley/protocol';
import { Roster } from './roster.ts';

const entry = (id: number, cids: string[], online = true): RosterEntry => ({
  scid: `m${id}`,
  name: `Person ${id}`,
  role: 'member',
  color: '#000',
  cids: [`m${id}`, ...cids],
  online,
});

describe('who is on a topic', () => {
  it('makes anew the entry that changed, and leaves the others as they are', () => {
    const roster = new Roster();
    roster.replace([entry(1, ['a']), entry(2, ['b'])]);
    const before = roster.members;
    expect(roster.members).toBe(before);
    roster.change([entry(2, ['b', 'c'])]);
    expect(roster.members).not.toBe(before);
    expect(roster.members.get('m1')).toBe(before.get('m1'));
    expect(before.get('m2')?.cids).toEqual(['m2', 'b']);
    expect(roster.members.get('m2')?.cids).toEqual(['m2', 'b', 'c']);
  });

  it('tells who came and who went, once, also when the whole roster comes anew', () => {
    const roster = new Roster();
    expect(roster.replace([entry(1, ['a'])]).joined.map(({ scid }) => scid)).toEqual(['m1']);
    expect(roster.change([entry(1, ['a', 'b'])])).toEqual({ joined: [], left: [] });
    const { joined, left } = roster.replace([entry(2, ['c'])]);
    expect(joined.map(({ scid }) => scid)).toEqual(['m2']);
    expect(left).toMatchObject([{ scid: 'm1', name: 'Person 1', cids: ['m1'], online: false }]);
    expect([...roster.members.keys()]).toEqual(['m2']);
    expect(roster.change([entry(1, [], false)])).toEqual({ joined: [], left: [] });
  });

  it('keeps whom a message came from, with the ids it came from, after they left', () => {
    const roster = new Roster();
    roster.replace([entry(1, ['a', 'b'])]);
    roster.wrote('b');
    roster.change([entry(1, [], false)]);
    expect(roster.members.get('m1')).toMatchObject({ cids: ['m1', 'b'], online: false });
  });

  it('changes its version with every change, and only then', () => {
    const roster = new Roster();
    roster.replace([entry(1, ['a'])]);
    const { version } = roster;
    roster.wrote('nobody');
    expect(roster.version).toBe(version);
    roster.wrote('a');
    expect(roster.version).not.toBe(version);
  });
});
