import { createHash, hkdfSync } from 'node:crypto';
import type { CryptoKey } from 'jose';
import type { Clock } from '@parley/hub';
import type { Db } from '../db.ts';
import { hmacKey } from './hmac-key.ts';
import { newestKeys } from './key-repository.ts';
import { identityLimits } from './rules.ts';

/** What the ids of our own keys begin with, so that a token says in its header whose it is. */
export const KEY_ID = 'parley-';

const KEY_BYTES = 32;

/** A key that signs or checks access tokens. */
export interface SigningKey {
  /** As in the header of a token. Says nothing about the key's bytes. */
  readonly kid: string;
  /** Its row; `null` for the first one, which is the secret itself. */
  readonly rowId: number | null;
  readonly key: () => Promise<CryptoKey>;
}

/**
 * The keys of access tokens. Each is made of a secret of the server and the random salt of a row in
 * the database, so that neither the secret nor a copy of the database is enough to sign. The first
 * key is the secret alone. What signs is the newest row with the newest secret; every pair verifies.
 *
 * Another node may add a row at any time: a key id that is not known is looked for once, and the
 * database is asked at most once a second, however many such tokens come.
 */
export class SigningKeys {
  readonly #read: Db;
  readonly #secrets: readonly Uint8Array[];
  readonly #clock: Pick<Clock, 'now'>;
  /** By row and place of the secret. */
  #made: ReadonlyMap<string, SigningKey> = new Map();
  #byId: ReadonlyMap<string, SigningKey> = new Map();
  #newest: SigningKey | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;

  /** @param secrets The newest first, each of 32 bytes or more, the same on all nodes. */
  constructor(read: Db, secrets: readonly Uint8Array[], clock: Pick<Clock, 'now'>) {
    if (secrets.length === 0 || secrets.some(({ length }) => length < KEY_BYTES)) {
      throw new RangeError('The secret of access tokens has 32 bytes or more.');
    }
    this.#read = read;
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /** The key that signs now; on a node that did not rotate itself, up to a second late. */
  async current(): Promise<SigningKey> {
    await this.#look();
    if (this.#newest === undefined) throw new TypeError('There is no key.');
    return this.#newest;
  }

  /** The key of this id, if it is one of ours. */
  async find(kid: string): Promise<SigningKey | undefined> {
    if (!this.#byId.has(kid)) await this.#look();
    return this.#byId.get(kid);
  }

  /** Looks at once, since a key was just added; answers the one that signs now. */
  async renew(): Promise<SigningKey> {
    // A look that began before may not see it.
    await this.#looking?.catch(() => {});
    this.#lookedAt = Number.NEGATIVE_INFINITY;
    return this.current();
  }

  #look(): Promise<void> {
    if (this.#looking !== undefined) return this.#looking;
    const now = this.#clock.now();
    if (Math.abs(now - this.#lookedAt) < identityLimits.signingKeyLook.default) {
      return Promise.resolve();
    }
    this.#looking = this.#load(now).finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #load(now: number): Promise<void> {
    const rows = await newestKeys(this.#read, identityLimits.signingKeys.default);
    const known = this.#made;
    const made = new Map<string, SigningKey>();
    for (const row of [...rows, null]) {
      for (const [index, secret] of this.#secrets.entries()) {
        const place = `${row?.id ?? 'first'} ${index}`;
        made.set(place, known.get(place) ?? keyOf(secret, row));
      }
    }
    const keys = [...made.values()];
    this.#made = made;
    this.#byId = new Map(keys.map((key) => [key.kid, key]));
    this.#newest = keys[0];
    // Only a look that succeeded counts.
    this.#lookedAt = now;
  }
}

function keyOf(
  secret: Uint8Array,
  row: { readonly id: number; readonly salt: string } | null,
): SigningKey {
  const bytes =
    row === null
      ? secret
      : new Uint8Array(hkdfSync('sha256', secret, row.salt, 'parley access tokens', KEY_BYTES));
  const digest = createHash('sha256').update(bytes).digest('hex');
  return { kid: KEY_ID + digest.slice(0, 16), rowId: row?.id ?? null, key: hmacKey(bytes) };
}
