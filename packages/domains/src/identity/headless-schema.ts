import { z } from 'zod';

const longestSubject = 255;
const secret = z.string().min(1, 'Required.').max(8192);
const time = z.iso.datetime();

/** The member whom a back end vouches for, by the one thing that it knows of them. */
export type MemberChoice =
  | { readonly externalId: string }
  | { readonly memberId: number }
  | { readonly email: string };

// Some write a number where others have a text; members are known by the text.
const subject = z
  .union([z.string().min(1).max(longestSubject), z.int()])
  .transform(String)
  .optional();
const choices = z.object({
  sso_user_id: subject.describe("The application's own id of the member."),
  sso_id: subject.describe('The same as `sso_user_id`.'),
  community_member_id: z
    .union([z.int().min(1), z.string().regex(/^[1-9]\d{0,14}$/u, 'A member id is a whole number.')])
    .transform(Number)
    .optional(),
  email: z.string().trim().min(1).max(254).optional(),
});

/** `POST /api/v1/headless/auth_token`: exactly one of the four. */
export const authTokenBody: z.ZodType<MemberChoice> = choices
  .transform((given, context) => {
    const { sso_user_id, sso_id, community_member_id: memberId, email } = given;
    const chosen: MemberChoice[] = [];
    for (const externalId of [sso_user_id, sso_id]) {
      if (externalId !== undefined) chosen.push({ externalId });
    }
    if (memberId !== undefined) chosen.push({ memberId });
    if (email !== undefined) chosen.push({ email });
    const [only, more] = chosen;
    if (only !== undefined && more === undefined) return only;
    const message = 'Give exactly one of sso_user_id (or sso_id), community_member_id and email.';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .meta({ examples: [{ community_member_id: 1 }] });

/** The answer to it. Times are ISO 8601, UTC. */
export interface AuthToken {
  /** JWT, for `Authorization: Bearer …`; good for an hour. */
  readonly access_token: string;
  /** Opaque; good for a month. */
  readonly refresh_token: string;
  readonly access_token_expires_at: string;
  readonly refresh_token_expires_at: string;
  readonly community_member_id: number;
  readonly community_id: number;
}
/** {@link AuthToken} as a schema. */
export const authTokenResponse: z.ZodType<AuthToken> = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  access_token_expires_at: time,
  refresh_token_expires_at: time,
  community_member_id: z.int(),
  community_id: z.int(),
});

/** A body that names a refresh token. */
export interface RefreshTokenBody {
  readonly refresh_token: string;
}
/** `PATCH /api/v1/headless/access_token/refresh` and `POST …/refresh_token/revoke` */
export const refreshTokenBody: z.ZodType<RefreshTokenBody> = z.object({ refresh_token: secret });

/** The answer to a refresh: a new access token, the refresh token as it was. */
export type RefreshedToken = AuthToken;

/** A body that names an access token. */
export interface AccessTokenBody {
  readonly access_token: string;
}
/** `POST /api/v1/headless/access_token/revoke` */
export const accessTokenBody: z.ZodType<AccessTokenBody> = z.object({ access_token: secret });
