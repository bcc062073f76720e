import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyOptions, JWTVerifyResult } from 'jose';
import type { Clock } from '@parley/hub';
import { DomainError } from '../errors.ts';
import type { TokenRefusal } from './access-tokens.ts';
import { hmacKey } from './hmac-key.ts';
import { cut, identityLimits } from './rules.ts';
import { emailSchema } from './schema.ts';
import { tokenHash } from './secrets.ts';
import { VerifiedTokens } from './verified-tokens.ts';

/** How the application signs the tokens of its own users. Without a key none are accepted. */
export interface ApplicationTokenOptions {
  /** The key of HS256 tokens; at least 32 bytes. */
  readonly secret?: string;
  /** Where the public keys of tokens signed by a key pair are. */
  readonly jwksUrl?: string;
  /** The `iss` that tokens must have; absent: any. */
  readonly issuer?: string;
  /** The `aud` that tokens must have; absent: any. */
  readonly audience?: string;
}

/** What a token of the application says. */
export interface ApplicationToken {
  /** The application's own user id. */
  readonly externalId: string;
  readonly name: string;
  readonly email: string | null;
  /** `jwt:<jti>`, or a digest of the token where it has none. */
  readonly credential: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const KEY_PAIR_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
  .concat(['ES256', 'ES384', 'ES512'])
  .concat(['EdDSA', 'Ed25519']);
const LONGEST_TOKEN = 8192;
const LONGEST_SUBJECT = 255;

type Verify = (token: string, options: JWTVerifyOptions) => Promise<JWTVerifyResult>;

/** Checks tokens that the application signed itself. Algorithms are pinned to the kind of key. */
export class ApplicationTokens {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #options: JWTVerifyOptions;
  readonly #bySecret: Verify | undefined;
  readonly #byKeyPair: Verify | undefined;
  readonly #verified: VerifiedTokens<ApplicationToken>;

  /** Throws `RangeError` when the secret is too short to be one. */
  constructor(options: ApplicationTokenOptions, clock: Pick<Clock, 'now'>) {
    const { secret, jwksUrl, issuer, audience } = options;
    this.#clock = clock;
    this.#verified = new VerifiedTokens(clock);
    this.#options = {
      requiredClaims: ['exp', 'sub'],
      clockTolerance: identityLimits.clockTolerance.default / 1000,
      ...(issuer === undefined ? {} : { issuer }),
      ...(audience === undefined ? {} : { audience }),
    };
    if (secret !== undefined) {
      const bytes = new TextEncoder().encode(secret);
      if (bytes.length < 32) throw new RangeError('A secret of HS256 tokens has 32 bytes or more.');
      const key = hmacKey(bytes);
      this.#bySecret = async (token, checks) =>
        jwtVerify(token, await key(), { ...checks, algorithms: ['HS256'] });
    }
    if (jwksUrl !== undefined) {
      const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: 5000 });
      this.#byKeyPair = (token, checks) =>
        jwtVerify(token, keys, { ...checks, algorithms: KEY_PAIR_ALGORITHMS });
    }
  }

  /**
   * What a token says, or why it is no good; `expired` is only said of what the application signed.
   * Throws `keys_unavailable` when the keys cannot be fetched: the token may be good later.
   */
  async verify(token: string): Promise<ApplicationToken | TokenRefusal> {
    if (token.length > LONGEST_TOKEN) return 'unauthorized';
    const known = this.#verified.find(token);
    if (known !== undefined) return known;
    const verify = this.#verifierOf(token);
    if (verify === undefined) return 'unauthorized';
    try {
      const currentDate = new Date(this.#clock.now());
      const { payload } = await verify(token, { ...this.#options, currentDate });
      const said = read(payload, token);
      return said === undefined ? 'unauthorized' : this.#verified.keep(token, said);
    } catch (error) {
      if (error instanceof errors.JWTExpired) return 'expired';
      if (isRefusal(error)) return 'unauthorized';
      throw new DomainError('keys_unavailable', { retryAfter: 5000 });
    }
  }

  #verifierOf(token: string): Verify | undefined {
    try {
      const { alg } = decodeProtectedHeader(token);
      return alg?.startsWith('HS') === true ? this.#bySecret : this.#byKeyPair;
    } catch {
      return undefined;
    }
  }
}

/** Whether the token is at fault, rather than the way to the keys. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false;
  // jose says "generic" for an answer that is no key set.
  return !['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'].includes(error.code);
}

function read(payload: JWTPayload, token: string): ApplicationToken | undefined {
  const { exp } = payload;
  const sub = subjectOf(payload);
  if (sub === undefined || exp === undefined) return undefined;
  const name = typeof payload['name'] === 'string' ? cut(payload['name'], 80) : '';
  const email = emailSchema.safeParse(payload['email']);
  return {
    externalId: sub,
    name: name === '' ? cut(sub, 80) : name,
    email: email.success ? email.data : null,
    credential: `jwt:${tokenIdOf(payload) ?? tokenHash(token).slice(0, 32)}`,
    // Up to the moment when the token is no longer accepted.
    expiresAt: exp * 1000 + identityLimits.clockTolerance.default,
  };
}

/** The application's user id; some write a number where the standard has a text. */
function subjectOf(payload: JWTPayload): string | undefined {
  const claim: unknown = payload.sub;
  const sub = Number.isSafeInteger(claim) ? String(claim) : claim;
  const good = typeof sub === 'string' && sub !== '' && sub.length <= LONGEST_SUBJECT;
  return good ? sub : undefined;
}

function tokenIdOf(payload: JWTPayload): string | undefined {
  const claim: unknown = payload.jti;
  return typeof claim === 'string' && claim !== '' && claim.length <= 100 ? claim : undefined;
}
