import type { Line } from './line.ts';

/**
 * What a screen reader should be told of the lines after `after`: one with its words, several by
 * their number. Nothing of my own, and nothing where `after` is unknown: then all of it is new.
 */
export function announcement(lines: readonly Line[], after: string | undefined): string {
  const at = lines.findIndex(({ key }) => key === after);
  if (at < 0) return '';
  const fresh = lines.slice(at + 1).filter((line) => !line.mine);
  const last = fresh.at(-1);
  if (last === undefined) return '';
  return fresh.length === 1
    ? `${last.author.name}: ${last.text}`
    : `${fresh.length} new messages, the last from ${last.author.name}`;
}
