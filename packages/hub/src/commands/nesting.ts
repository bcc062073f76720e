import { HubError } from '../errors.ts';
import type { Limits } from '../limits.ts';

/** Of JSON's signs, as UTF-16 has them. */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Refuses JSON text that nests deeper than libraries that look into it can follow: what is stored
 * once would fail every page that it is on. Throws `too_large`.
 */
export function requireShallow(text: string, { payloadDepth }: Limits): void {
  // What opens must close.
  if (text.length <= 2 * payloadDepth) return;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > payloadDepth) {
        throw new HubError('too_large', `the payload nests deeper than ${payloadDepth} levels`);
      }
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      depth -= 1;
    }
  }
}

/** Where a string that begins at a quote ends. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) {
    at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  }
  return at;
}
