import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { DomainError } from '../errors.ts';

/** The cost of a hash: 2^`ln` rounds over blocks of `r`, `p` times; memory is 128 · r · 2^ln bytes. */
export interface ScryptCost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** OWASP's choice for 32 MiB a hash. */
const COST: ScryptCost = { ln: 15, r: 8, p: 3 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
// Hashing takes threads of the pool that also reads files and looks up names: leave it some.
const MOST_AT_ONCE = 2;
const MOST_WAITING = 64;
const ENCODED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w-]+)\$([\w-]+)$/u;

/** What a hasher may be told. */
export interface PasswordHasherOptions {
  readonly cost?: ScryptCost;
  readonly random?: (bytes: number) => Uint8Array;
}

/**
 * Hashes passwords with scrypt. A hash is `$scrypt$ln=…,r=…,p=…$salt$key`, so that the cost can be
 * raised later while old hashes still verify. Two run at once and 64 may wait; more are refused
 * with `busy`.
 */
export class PasswordHasher {
  readonly #cost: ScryptCost;
  readonly #random: (bytes: number) => Uint8Array;
  readonly #decoy: string;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: PasswordHasherOptions = {}) {
    this.#cost = options.cost ?? COST;
    this.#random = options.random ?? randomBytes;
    this.#decoy = encode(this.#cost, this.#random(SALT_BYTES), this.#random(KEY_BYTES));
  }

  /** The hash to store for a password. */
  async hash(password: string): Promise<string> {
    const salt = this.#random(SALT_BYTES);
    return encode(this.#cost, salt, await this.#derive(password, salt, this.#cost));
  }

  /**
   * Whether a password fits a stored hash. Without a hash (no such member, or one without a
   * password) the same work is done, so that the time tells nothing, and the answer is no.
   */
  async verify(password: string, stored: string | null): Promise<boolean> {
    const parts = ENCODED.exec(stored ?? this.#decoy);
    const [, ln, r, p, salt, key] = parts ?? [];
    if (salt === undefined || key === undefined) return false;
    const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
    const expected = Buffer.from(key, 'base64url');
    const derived = await this.#derive(password, Buffer.from(salt, 'base64url'), cost);
    const fits = derived.length === expected.length && timingSafeEqual(derived, expected);
    return fits && stored !== null;
  }

  async #derive(password: string, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> {
    await this.#enter();
    try {
      return await derive(password.normalize('NFKC'), salt, cost);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < MOST_AT_ONCE) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= MOST_WAITING) throw new DomainError('busy', { retryAfter: 2000 });
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

function encode({ ln, r, p }: ScryptCost, salt: Uint8Array, key: Uint8Array): string {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  return `$scrypt$ln=${ln},r=${r},p=${p}$${text(salt)}$${text(key)}`;
}

function derive(password: string, salt: Uint8Array, { ln, r, p }: ScryptCost): Promise<Buffer> {
  const N = 2 ** ln;
  // Node's own bound is just below what these parameters need.
  const maxmem = 256 * N * r + 1024 * r * p;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, { N, r, p, maxmem }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
