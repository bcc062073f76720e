import type { Member } from '@parley/client';
import { expect, it } from 'vitest';
import { people } from './merge.ts';

const here = (id: number, name: string): Member => ({
  scid: `m${id}`,
  cids: [`m${id}`, `tab-${id}`],
  name,
  role: 'admin',
  color: '#111111',
  online: true,
});
const belongs = (id: number, name: string) =>
  ({ id, name, color: '#111111', role: 'member' }) as const;

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
  expect(list.find(({ name }) => name === 'Zoe')?.role).toBe('member');
});
