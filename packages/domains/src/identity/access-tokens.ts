import { createHash } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify, SignJWT, type CryptoKey } from 'jose';
import type { Clock } from '@parley/hub';
import { hmacKey } from './hmac-key.ts';
import { identityLimits } from './rules.ts';

const ISSUER = 'parley';
const AUDIENCE = 'parley';
const TYPE = 'at+jwt';
const KEY_ID = 'parley-';

/** What a token of ours says. */
export interface AccessToken {
  readonly memberId: number;
  readonly tokenId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Mints and checks the server's own access tokens: HS256, the key named in the header's `kid`. */
export class AccessTokens {
  readonly #key: () => Promise<CryptoKey>;
  readonly #keyId: string;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #newId: () => string;

  /** @param secret At least 32 bytes, shared by all nodes. */
  constructor(
    secret: Uint8Array,
    options: { readonly clock: Pick<Clock, 'now'>; readonly newId: () => string },
  ) {
    if (secret.length < 32)
      throw new RangeError('The secret of access tokens has 32 bytes or more.');
    this.#key = hmacKey(secret);
    this.#keyId = KEY_ID + createHash('sha256').update(secret).digest('hex').slice(0, 8);
    this.#clock = options.clock;
    this.#newId = options.newId;
  }

  /** Whether a token says that it is one of ours. */
  isOurs(token: string): boolean {
    try {
      return decodeProtectedHeader(token).kid?.startsWith(KEY_ID) === true;
    } catch {
      return false;
    }
  }

  /** A token for a member; `lifetimeMs` 1 hour when not said. */
  async mint(
    memberId: number,
    options: { readonly lifetimeMs?: number } = {},
  ): Promise<{ token: string; tokenId: string; expiresAt: number }> {
    const now = Math.floor(this.#clock.now() / 1000);
    const lifetime = options.lifetimeMs ?? identityLimits.accessTokenLifetime.default;
    const expires = now + Math.ceil(lifetime / 1000);
    const tokenId = this.#newId();
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', kid: this.#keyId, typ: TYPE })
      .setSubject(String(memberId))
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setJti(tokenId)
      .setIssuedAt(now)
      .setExpirationTime(expires)
      .sign(await this.#key());
    return { token, tokenId, expiresAt: expires * 1000 };
  }

  /** What a token says, or `undefined` when it is not good. */
  async verify(token: string): Promise<AccessToken | undefined> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, await this.#key(), {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['exp', 'sub', 'jti'],
        currentDate: new Date(this.#clock.now()),
      });
      const memberId = Number(payload.sub);
      if (protectedHeader.kid !== this.#keyId || !Number.isSafeInteger(memberId)) return undefined;
      const { jti = '', exp = 0 } = payload;
      return { memberId, tokenId: jti, expiresAt: exp * 1000 };
    } catch {
      return undefined;
    }
  }
}
