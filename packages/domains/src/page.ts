import type { Page, PageQuery } from './chat/schema.ts';

/** A page of a numbered list, with what there is beside it. */
export function pageOf<T>(
  records: readonly T[],
  count: number,
  { page, per_page }: PageQuery,
): Page<T> {
  return {
    page,
    per_page,
    has_next_page: page * per_page < count,
    count,
    page_count: Math.ceil(count / per_page),
    records,
  };
}
