import { z } from 'zod';

/** A page of a numbered list. */
export interface Page<T> {
  readonly page: number;
  readonly per_page: number;
  readonly has_next_page: boolean;
  /** Of all records. */
  readonly count: number;
  readonly page_count: number;
  readonly records: readonly T[];
}

/** The schema of a page of such records. */
export function pageOf<T>(record: z.ZodType<T>): z.ZodType<Page<T>> {
  return z.object({
    page: z.int(),
    per_page: z.int(),
    has_next_page: z.boolean(),
    count: z.int().describe('Of all records.'),
    page_count: z.int(),
    records: z.array(record),
  });
}
