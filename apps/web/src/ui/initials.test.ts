import { expect, it } from 'vitest';
import { initials } from './initials.ts';

it.each([
  ['Mara Lindqvist', 'ML'],
  ['zoë', 'Z'],
  ['Ana de la Cruz', 'AC'],
  ['👩🏽‍🚀 Crew', '👩🏽‍🚀C'],
  ['  ', '?'],
])('of %j are %j', (name, expected) => {
  expect(initials(name)).toBe(expected);
});
