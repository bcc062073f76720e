import type { FoundFile } from '@parley/domains/files';

/** A page of its own where nothing runs, loads or is sent. */
const NOTHING = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/** Browsers show a PDF by a page of their own, which does not come up in a sandbox. */
const READER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'";

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
    'content-security-policy': type === 'application/pdf' ? READER : NOTHING,
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
