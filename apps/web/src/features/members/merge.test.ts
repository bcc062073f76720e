import type { Member } from '@parley/client';
import { expect, it } from 'vitest';
import type { Participant } from '../../api/types.ts';
import { people } from './merge.ts';

const here = (id: number, name: string): Member => ({
  scid: `m${id}`,
  cids: [`m${id}`, `tab-${id}`],
  name,
  role: 'admin',
  color: '#111111',
  online: true,
});
const belongs = (id: number, name: string): Participant => ({
  id: id + 100,
  community_member_id: id,
  name,
  color: '#111111',
  role: 'member',
  avatar_url: null,
  admin: id === 1,
});

it('lists everybody once: those who are here first, guests among them, then by name', () => {
  const list = people(
    [belongs(1, 'Zoe'), belongs(2, 'Ada'), belongs(3, 'Ben')],
    [here(1, 'Zoe'), here(9, 'Guest')],
  );
  expect(list.map(({ name, online }) => `${name} ${online ? 'here' : 'away'}`)).toEqual([
    'Guest here',
    'Zoe here',
    'Ada away',
    'Ben away',
  ]);
  expect(list.find(({ name }) => name === 'Zoe')?.participant?.id).toBe(101);
  expect(list.find(({ name }) => name === 'Guest')?.participant).toBeUndefined();
});
