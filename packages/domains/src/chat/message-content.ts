import { DomainError } from '../errors.ts';
import { checkRichText, documentOf, type RichTextResult } from './rich-text/index.ts';
import type { SendMessageBody } from './schema.ts';

/**
 * What a body says, checked. Throws `invalid`, with what is wrong for people.
 *
 * @param within The path of what the body is a part of, with its dot.
 */
export function contentOf(
  { rich_text_body, body = '' }: Pick<SendMessageBody, 'rich_text_body' | 'body'>,
  within = '',
): Extract<RichTextResult, { ok: true }> {
  const isRich = rich_text_body !== undefined;
  const checked = checkRichText(isRich ? rich_text_body.body : documentOf(body));
  if (checked.ok) return checked;
  const field = within + (isRich ? 'rich_text_body' : 'body');
  throw new DomainError('invalid', { detail: checked.reason, field });
}

/** Whether a text is where a picture or a file is: on the web, or on this server. */
export function isAddress(text: string): boolean {
  if (text.length > 2048 || /\s/u.test(text)) return false;
  if (/^\/(?!\/)/u.test(text)) return true;
  return URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol);
}
