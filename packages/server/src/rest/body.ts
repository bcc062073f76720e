import type { z } from 'zod';
import { RestError } from './errors.ts';

/**
 * What was sent, as its schema says. Throws `invalid` with the fields that are not.
 *
 * @param isOpaque It is kept as JSON, which can hold any character.
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown, isOpaque = false): T {
  const result = judged(schema, value ?? {});
  if (!result.success) {
    const fields: Record<string, string> = {};
    for (const { path, message } of result.error.issues) {
      const name = path.length === 0 ? 'body' : path.join('.');
      if (!Object.hasOwn(fields, name)) fields[name] = message;
    }
    throw new RestError('invalid', { fields });
  }
  const nul = isOpaque ? undefined : fieldWithNul(value);
  if (nul !== undefined) throw new RestError('invalid', { fields: { [nul]: 'It holds U+0000.' } });
  return result.data;
}

/** What a schema says. Nested so deep that looking at it exhausts the stack, it is no good either. */
function judged<T>(schema: z.ZodType<T>, value: unknown): z.ZodSafeParseResult<T> {
  try {
    return schema.safeParse(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RestError('invalid', { fields: { body: 'It nests too deep.' } });
  }
}

/**
 * The field in which a text with the character U+0000 is, however deep: one of the two engines
 * cannot keep it, and nobody means it. Not by recursion, which what is sent could exhaust.
 */
function fieldWithNul(value: unknown): string | undefined {
  const open: [string, unknown][] = [['body', value]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [field, part] = next;
    if (typeof part === 'string' && part.includes('\0')) return field;
    if (typeof part !== 'object' || part === null) continue;
    for (const [key, inner] of Object.entries(part)) {
      if (key.includes('\0')) return field;
      open.push([part === value ? key : field, inner]);
    }
  }
  return undefined;
}
