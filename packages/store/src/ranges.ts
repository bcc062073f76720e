import type { OffsetRange, ReadRequest, TopicHead } from '@parley/hub';

/**
 * The offsets that a read may touch, ascending and without overlap: held by the topic, on the asked
 * side of the cursor, and readable.
 */
export function clipRanges(
  request: ReadRequest,
  head: Pick<TopicHead, 'low' | 'head'>,
): OffsetRange[] {
  const low = Math.max(head.low, (request.after ?? 0) + 1);
  const high = Math.min(head.head, (request.before ?? Number.MAX_SAFE_INTEGER) - 1);
  const readable = request.readable ?? [{ from: low, to: high }];
  const clipped: { from: number; to: number }[] = [];
  for (const range of [...readable].sort((a, b) => a.from - b.from)) {
    const from = Math.max(low, range.from);
    const to = Math.min(high, range.to);
    if (from > to) continue;
    const last = clipped.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else clipped.push({ from, to });
  }
  return clipped;
}
