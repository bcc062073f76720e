import type { z } from 'zod';

/** An event as the reference tells of it, and what checks it. */
export interface EventSpec<T> {
  readonly schema: z.ZodType<T>;
  /** Where it is heard, by the topics' names. */
  readonly topics: readonly string[];
  /** When it comes, in one line. */
  readonly summary: string;
}
