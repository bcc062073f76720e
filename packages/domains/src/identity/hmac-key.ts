import type { CryptoKey } from 'jose';

/** The key of HS256 made of these bytes, imported when it is first wanted: jose would at every token. */
export function hmacKey(bytes: Uint8Array): () => Promise<CryptoKey> {
  let key: Promise<CryptoKey> | undefined;
  return () =>
    (key ??= crypto.subtle.importKey(
      'raw',
      Uint8Array.from(bytes),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign', 'verify'],
    ));
}
