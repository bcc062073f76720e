import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { metricsDocumentation, metricsMarks } from '../metrics/describe.ts';
import { documentation, marks } from './describe.ts';

const text = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');

/** What stands between two markers. */
function between({ begin, end }: typeof marks): string | undefined {
  const [, rest = ''] = text.split(begin);
  return rest.split(end)[0]?.trim();
}

it('docs/operations.md says what the options are now (npm run docs writes it)', () => {
  expect(between(marks)).toBe(documentation());
});

it('docs/operations.md says what the metrics are now', () => {
  expect(between(metricsMarks)).toBe(metricsDocumentation());
});
