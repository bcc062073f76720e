import { RestError } from '../rest/errors.ts';

/** What people type into one line. Throws `invalid` for what nobody types. */
export function short(text: string): string {
  if (text.length > 200) throw new RestError('invalid', { detail: 'At most 200 characters.' });
  // Control characters, and halves of characters.
  if (/[\p{Cc}\p{Cs}]/u.test(text)) throw new RestError('invalid', { detail: 'This is no text.' });
  return text;
}

/** The id of a conversation. Throws `not_found` for what is none. */
export function roomId(given: string | number): string {
  const text = String(given);
  if (!/^[\w-]{1,64}$/u.test(text)) throw new RestError('not_found');
  return text;
}
