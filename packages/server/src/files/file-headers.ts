import type { FoundFile } from '@parley/domains/files';

/** A page of its own that loads nothing, sends nothing, and stands in no other. */
const CLOSED =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The policy under which a kind of file is a page. All are in a sandbox but PDF: Chromium's reader is a
 * page of its own that heeds no policy, and Safari shows a PDF in a sandbox as an empty window. Sound and
 * film are asked for by their page again, with the cookie of its origin; no script runs there.
 */
function policyOf(type: string): string {
  if (type === 'application/pdf') return `${CLOSED}; object-src 'self'`;
  if (/^(?:audio|video)\//u.test(type)) {
    return `${CLOSED}; media-src 'self'; sandbox allow-same-origin`;
  }
  return `${CLOSED}; sandbox`;
}

/**
 * What keeps a file from being more than a file: its type is what its content says and nothing else may
 * be made of it; markup, and all that browsers do not just show, is saved.
 */
export function fileHeaders(
  file: Pick<FoundFile, 'name' | 'type' | 'isShown' | 'url'>,
): Readonly<Record<string, string>> {
  const { type, name, isShown, url } = file;
  return {
    'content-type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    'content-disposition': `${isShown ? 'inline' : 'attachment'}; ${named(name)}`,
    'content-security-policy': policyOf(type),
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    // Kept by the browser that asked, which asks each time whether it still may show it.
    'cache-control': 'private, no-cache',
    etag: `"${url.slice(url.lastIndexOf('/') + 1)}"`,
  };
}

/** By RFC 6266: plain for those who know no better, and as it is. */
function named(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/gu, '_');
  const exact = encodeURIComponent(name).replaceAll(
    /['()*]/gu,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${plain}"; filename*=UTF-8''${exact}`;
}
