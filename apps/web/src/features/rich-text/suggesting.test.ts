import { expect, it } from 'vitest';
import { matching, OFFERED } from './suggesting.ts';

const people = ['Tomás Arriaga', 'Mara Lindqvist', 'Ada Tomlin', 'Yuki Tanabe'].map((name, id) => ({
  id,
  name,
  color: '#123456',
}));
const names = (query: string): string[] => matching(people, query).map(({ name }) => name);

it('finds people by the beginning of any of their names, accents or not', () => {
  expect(names('tom')).toEqual(['Tomás Arriaga', 'Ada Tomlin']);
  expect(names('TOMAS')).toEqual(['Tomás Arriaga']);
  expect(names('tanabe')).toEqual(['Yuki Tanabe']);
  expect(names('ara')).toEqual([]);
});

it('offers everybody at first, but not a whole crowd', () => {
  expect(names('')).toHaveLength(4);
  const crowd = Array.from({ length: 50 }, (_, id) => ({ id, name: `Member ${id}`, color: '' }));
  expect(matching(crowd, 'mem')).toHaveLength(OFFERED);
});
