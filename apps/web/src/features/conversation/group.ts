import type { Line, LineAuthor } from './line.ts';

/** Lines of one author stand together while less than this lies between them, ms. */
export const TOGETHER = 5 * 60_000;

/** What a conversation is made of, from top to bottom. */
export type Block =
  | { readonly kind: 'day'; readonly key: string; readonly timestamp: string }
  | { readonly kind: 'new'; readonly key: string }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly author: LineAuthor;
      readonly mine: boolean;
      readonly lines: readonly Line[];
    };

function dayOf(timestamp: string): string {
  return new Date(timestamp).toDateString();
}

/**
 * Groups lines by day and author, for the reader's own time zone.
 *
 * @param newAfter the last line the reader had seen: what follows is new to them
 * @param days whether the days are named
 */
export function group(lines: readonly Line[], newAfter?: string, days = true): Block[] {
  const blocks: Block[] = [];
  let open: { author: LineAuthor; lines: Line[] } | undefined;
  let before: Line | undefined;
  for (const line of lines) {
    const { key, author, mine, timestamp } = line;
    if (days && (before === undefined || dayOf(before.timestamp) !== dayOf(timestamp))) {
      blocks.push({ kind: 'day', key: `day ${key}`, timestamp });
      open = undefined;
    }
    if (before !== undefined && before.key === newAfter) {
      blocks.push({ kind: 'new', key: 'new' });
      open = undefined;
    }
    const apart = before === undefined ? 0 : Date.parse(timestamp) - Date.parse(before.timestamp);
    if (open === undefined || open.author.id !== author.id || apart >= TOGETHER) {
      open = { author, lines: [] };
      blocks.push({ kind: 'group', key, author, mine, lines: open.lines });
    }
    open.lines.push(line);
    before = line;
  }
  return blocks;
}
