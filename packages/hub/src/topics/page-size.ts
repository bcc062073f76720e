import type { Limits } from '../limits.ts';
import type { StoredPublication } from '../publication.ts';

/**
 * How many rows fit one page, by their number and by the size of their payloads, counted from the
 * first or from the last. At least one does, however large.
 */
export function fitting(
  rows: readonly StoredPublication[],
  { pageSize, pageCharacters }: Pick<Limits, 'pageSize' | 'pageCharacters'>,
  from: 'first' | 'last',
): number {
  let size = 0;
  let count = 0;
  while (count < Math.min(rows.length, pageSize)) {
    const row = rows[from === 'first' ? count : rows.length - 1 - count];
    size += row?.payload.length ?? 0;
    if (count > 0 && size > pageCharacters) break;
    count += 1;
  }
  return count;
}
