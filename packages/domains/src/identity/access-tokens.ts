import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import type { Clock } from '@parley/hub';
import { identityLimits } from './rules.ts';
import { KEY_ID, type SigningKeys } from './signing-keys.ts';
import { VerifiedTokens } from './verified-tokens.ts';

const ISSUER = 'parley';
const AUDIENCE = 'parley';
const TYPE = 'at+jwt';
const LONGEST_TOKEN = 8192;

/** What a token of ours says. */
export interface AccessToken {
  readonly memberId: number;
  readonly tokenId: string;
  /** The row of the key that signed it; `null`: the first key. */
  readonly signingKeyId: number | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** An access token as it is handed out. */
export interface SignedToken extends AccessToken {
  readonly token: string;
}

/** Why a token is no good: its time is over, or anything else. */
export type TokenRefusal = 'expired' | 'unauthorized';

/** What access tokens are signed and checked with. */
export interface AccessTokenOptions {
  readonly keys: SigningKeys;
  readonly communityId: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: () => string;
}

/**
 * Signs and checks the server's own access tokens: HS256, the key named in the header's `kid`. A good
 * signature is not all: a token counts while its id is noted in the database.
 */
export class AccessTokens {
  readonly #keys: SigningKeys;
  readonly #communityId: number;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #newId: () => string;
  readonly #verified: VerifiedTokens<AccessToken>;

  constructor({ keys, communityId, clock, newId }: AccessTokenOptions) {
    this.#keys = keys;
    this.#communityId = communityId;
    this.#clock = clock;
    this.#newId = newId;
    this.#verified = new VerifiedTokens(clock);
  }

  /** Whether a token says that it is one of ours. */
  isOurs(token: string): boolean {
    return kidOf(token) !== undefined;
  }

  /** A token for a member; `lifetimeMs` 1 hour when not said. The caller notes it. */
  async sign(
    member: { readonly id: number; readonly external_id: string | null },
    options: { readonly lifetimeMs?: number } = {},
  ): Promise<SignedToken> {
    const { kid, rowId, key } = await this.#keys.current();
    const now = Math.floor(this.#clock.now() / 1000);
    const lifetime = options.lifetimeMs ?? identityLimits.accessTokenLifetime.default;
    const expires = now + Math.ceil(lifetime / 1000);
    const tokenId = this.#newId();
    const claims = {
      community_id: this.#communityId,
      community_member_id: member.id,
      sso_user_id: member.external_id,
    };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid, typ: TYPE })
      .setSubject(String(member.id))
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setJti(tokenId)
      .setIssuedAt(now)
      .setExpirationTime(expires)
      .sign(await key());
    const expiresAt = expires * 1000;
    return { token, memberId: member.id, tokenId, signingKeyId: rowId, expiresAt };
  }

  /** What a token says, or why it is no good. `expired` is only said of what we signed. */
  async verify(token: string): Promise<AccessToken | TokenRefusal> {
    if (token.length > LONGEST_TOKEN) return 'unauthorized';
    const kid = kidOf(token);
    const found = kid === undefined ? undefined : await this.#keys.find(kid);
    if (found === undefined) return 'unauthorized';
    const known = this.#verified.find(token);
    if (known !== undefined) return known;
    const key = await found.key();
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['exp', 'sub', 'jti', 'community_id', 'community_member_id'],
        currentDate: new Date(this.#clock.now()),
      });
      const said = this.#read(payload, found.rowId);
      return said === undefined ? 'unauthorized' : this.#verified.keep(token, said);
    } catch (error) {
      return error instanceof errors.JWTExpired ? 'expired' : 'unauthorized';
    }
  }

  #read(payload: JWTPayload, signingKeyId: number | null): AccessToken | undefined {
    const { sub, jti = '', exp = 0 } = payload;
    const memberId: unknown = payload['community_member_id'];
    if (payload['community_id'] !== this.#communityId) return undefined;
    if (typeof memberId !== 'number' || !Number.isSafeInteger(memberId)) return undefined;
    if (sub !== String(memberId)) return undefined;
    return { memberId, tokenId: jti, signingKeyId, expiresAt: exp * 1000 };
  }
}

/** The key id of a token, if it is of the kind that we give. */
function kidOf(token: string): string | undefined {
  try {
    const { kid } = decodeProtectedHeader(token);
    return typeof kid === 'string' && kid.startsWith(KEY_ID) ? kid : undefined;
  } catch {
    return undefined;
  }
}
