import { DomainError } from '../errors.ts';
import { checkRichText, documentOf, type RichTextResult } from './rich-text/index.ts';
import type { SendMessageBody } from './schema.ts';

/** What a body says, checked. Throws `invalid`, with what is wrong for people. */
export function contentOf(
  body: Pick<SendMessageBody, 'rich_text_body' | 'body'>,
): Extract<RichTextResult, { ok: true }> {
  const given = body.rich_text_body;
  const checked = checkRichText(given === undefined ? documentOf(body.body ?? '') : given.body);
  if (!checked.ok) throw new DomainError('invalid', { detail: checked.reason });
  return checked;
}

/** Whether a text is where a picture or a file is: on the web, or on this server. */
export function isAddress(text: string): boolean {
  if (text.length > 2048 || /\s/u.test(text)) return false;
  if (/^\/(?!\/)/u.test(text)) return true;
  return URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol);
}
