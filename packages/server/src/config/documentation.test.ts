import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { documentation, marks } from './describe.ts';

it('docs/operations.md says what the options are now (npm run docs writes it)', () => {
  const text = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
  const [, rest = ''] = text.split(marks.begin);
  expect(rest.split(marks.end)[0]?.trim()).toBe(documentation());
});
