import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { AppendRequest } from '@parley/hub';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A new epoch: 10 random characters. */
export function newEpoch(): string {
  let epoch = '';
  for (let i = 0; i < 10; i++) epoch += ALPHABET[randomInt(ALPHABET.length)];
  return epoch;
}

/** The key of the digests; made once per database. */
export function newDigestKey(): Uint8Array {
  return randomBytes(32);
}

/** What must be equal when an append is repeated, as 16 bytes that tell nothing without the key. */
export function appendDigest(key: Uint8Array, request: AppendRequest): Uint8Array {
  return digest(
    key,
    `append\n${request.event}\n${request.subject ?? ''}\n${request.internal === true ? 1 : 0}\n${request.payload}`,
  );
}

/** The same for a unit that is run once per client id. */
export function unitDigest(key: Uint8Array, unit: string, content: unknown): Uint8Array {
  return digest(key, `unit\n${unit}\n${JSON.stringify(content) ?? ''}`);
}

function digest(key: Uint8Array, text: string): Uint8Array {
  return createHmac('sha256', key).update(text).digest().subarray(0, 16);
}

/**
 * Whether a repeat is of the same content. The digest of a redacted message is blanked, so that
 * nothing of the old text can be guessed from it; such a repeat is taken at its word.
 */
export function sameContent(stored: Uint8Array, given: Uint8Array): boolean {
  return stored.byteLength === 0 || Buffer.compare(stored, given) === 0;
}
