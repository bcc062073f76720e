import { z } from 'zod';

/** What every list of exchange is asked with. */
export interface ListQuery {
  /** `next` of the page before; absent: from the beginning. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}
/** {@link ListQuery} as a schema, to be extended. */
export const listQuery: z.ZodObject<{
  cursor: z.ZodOptional<z.ZodString>;
  limit: z.ZodDefault<z.ZodCoercedNumber>;
}> = z.object({
  cursor: z
    .string()
    .regex(/^[\d.]{1,40}$/u, 'A cursor is what `next` of the page before says.')
    .optional()
    .describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** Where the next page of a list begins; `null`: this was the last. */
export const nextCursor: z.ZodType<string | null> = z
  .string()
  .nullable()
  .describe('The `cursor` of the next page; null: this was the last.');
