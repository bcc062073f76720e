/** A piece of a text: plain, or a link to open. */
export interface Part {
  readonly text: string;
  readonly href?: string;
}

const candidate = /\bhttps?:\/\/[^\s<>"'`]+/giu;
/** What ends a sentence rather than an address. */
const tail = /[.,;:!?…]+$/u;

function trimmed(raw: string): string {
  let url = raw.replace(tail, '');
  for (const [open, close] of ['()', '[]', '{}']) {
    if (open === undefined || close === undefined) continue;
    while (url.endsWith(close) && url.split(close).length > url.split(open).length) {
      url = url.slice(0, -1).replace(tail, '');
    }
  }
  return url;
}

/**
 * Finds the links in a text. Only `http:` and `https:` addresses that the URL parser accepts and
 * that carry no user name (`https://bank.example@evil.example`) become links; the rest stays text.
 */
export function linkParts(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(candidate)) {
    const found = trimmed(match[0]);
    const href = safeHref(found);
    if (href === undefined) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: found, href });
    from = match.index + found.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

const schemes = new Set(['http:', 'https:', 'mailto:']);

/** An address that may be opened; `undefined` for any other scheme, and for one that hides its host. */
export function safeHref(href: unknown): string | undefined {
  if (typeof href !== 'string' || !URL.canParse(href)) return undefined;
  const url = new URL(href);
  const safe = schemes.has(url.protocol) && url.username === '' && url.password === '';
  return safe ? url.href : undefined;
}
