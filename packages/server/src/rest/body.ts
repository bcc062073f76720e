import type { z } from 'zod';
import { RestError } from './errors.ts';

/** The body as its schema says. Throws `invalid` with the fields that are not. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const fields: Record<string, string> = {};
  for (const { path, message } of result.error.issues) {
    const name = path.length === 0 ? 'body' : path.join('.');
    if (!Object.hasOwn(fields, name)) fields[name] = message;
  }
  throw new RestError('invalid', { fields });
}
