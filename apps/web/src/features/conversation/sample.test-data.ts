import type { Line } from './line.ts';

/** A line for tests: who, what, and at which local time of 20 November 2026 (or another day). */
export function lineOf(
  who: string,
  text: string,
  at: string,
  { mine = false, day = '2026-11-20' }: { mine?: boolean; day?: string } = {},
): Line {
  const timestamp = new Date(`${day}T${at}`).toISOString();
  return { key: text, author: { id: who, name: who, color: '#123456' }, mine, text, timestamp };
}
