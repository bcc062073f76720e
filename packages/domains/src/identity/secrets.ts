import { createHash } from 'node:crypto';

/** What is stored of a token: without the token, it is worth nothing. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** 256 random bits as text for a cookie or a link. */
export function newToken(random: (bytes: number) => Uint8Array): string {
  return Buffer.from(random(32)).toString('base64url');
}
