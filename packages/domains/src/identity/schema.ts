import { z } from 'zod';

export * from './headless-schema.ts';

/** A person's name as others see it: 1 to 80 characters, no control characters. */
export const nameSchema: z.ZodType<string, string> = z
  .string()
  .trim()
  .min(1, 'Enter a name.')
  .max(80, 'At most 80 characters.')
  .regex(/^\P{Cc}*$/u, 'A name has no control characters.');

/** A username as chosen: 2 to 30 ASCII letters, digits, `_` and `.`. */
export const usernameSchema: z.ZodType<string, string> = z
  .string()
  .trim()
  .min(2, 'At least 2 characters.')
  .max(30, 'At most 30 characters.')
  .regex(/^[\w.]*$/u, 'Letters, digits, _ and . only.');

/** An e-mail address as typed; compared without regard to case. */
export const emailSchema: z.ZodType<string, string> = z
  .string()
  .trim()
  .max(254, 'At most 254 characters.')
  .pipe(z.email('Enter an e-mail address.'));

/** A new password: 8 to 200 characters. */
export const passwordSchema: z.ZodType<string, string> = z
  .string()
  .min(8, 'At least 8 characters.')
  .max(200, 'At most 200 characters.');

// A password that is only compared needs no lower bound, but an upper one: it is hashed.
const anyPassword = z.string().max(200, 'At most 200 characters.');

/** `POST /api/session` */
export const signInBody: z.ZodType<SignInBody> = z.object({
  email: z.string().trim().min(1, 'Enter an e-mail address.').max(254),
  password: anyPassword.min(1, 'Enter a password.'),
});
/** {@link signInBody} as a type. */
export interface SignInBody {
  email: string;
  password: string;
}

/** `POST /api/members` */
export const signUpBody: z.ZodType<SignUpBody> = z.object({
  email: emailSchema,
  name: nameSchema,
  password: passwordSchema,
});
/** {@link signUpBody} as a type. */
export interface SignUpBody {
  email: string;
  name: string;
  password: string;
}

/** `createUser` of the GraphQL door: an account that needs no address. */
export const createUserBody: z.ZodType<CreateUserBody> = z.object({
  username: usernameSchema,
  name: nameSchema,
  password: passwordSchema,
});
/** {@link createUserBody} as a type. */
export interface CreateUserBody {
  username: string;
  name: string;
  password: string;
}

/** `POST /api/setup` */
export const setUpBody: z.ZodType<SetUpBody> = z.object({
  token: z.string().min(1).max(200),
  email: emailSchema,
  name: nameSchema,
  password: passwordSchema,
});
/** {@link setUpBody} as a type. */
export interface SetUpBody extends SignUpBody {
  token: string;
}

/** `PUT /api/session/password` */
export const changePasswordBody: z.ZodType<ChangePasswordBody> = z.object({
  current: anyPassword,
  password: passwordSchema,
});
/** {@link changePasswordBody} as a type. */
export interface ChangePasswordBody {
  current: string;
  password: string;
}

/** `PATCH /api/session/profile` */
export const profileBody: z.ZodType<ProfileBody> = z.object({ name: nameSchema });
/** {@link profileBody} as a type. */
export interface ProfileBody {
  name: string;
}

/** What a member may do on the whole server. */
export type MemberRole = 'member' | 'admin';

/** A member as they see themselves. */
export interface MemberView {
  readonly id: number;
  readonly name: string;
  /** `null` for members that the application brings without one. */
  readonly email: string | null;
  readonly role: MemberRole;
  /** CSS colour. */
  readonly color: string;
}

/** {@link MemberView} as a schema. */
export const memberView: z.ZodType<MemberView> = z.object({
  id: z.int(),
  name: z.string(),
  email: z
    .string()
    .nullable()
    .describe('null for members that the application brings without one.'),
  role: z.enum(['member', 'admin']),
  color: z.string().describe('CSS colour.'),
});

/** A member as the others see them. */
export interface PublicMember {
  readonly id: number;
  readonly name: string;
  readonly role: MemberRole;
  readonly color: string;
}

/** {@link PublicMember} as a schema. */
export const publicMember: z.ZodType<PublicMember> = z.object({
  id: z.int(),
  name: z.string(),
  role: z.enum(['member', 'admin']),
  color: z.string().describe('CSS colour.'),
});

/** One of one's own sessions. */
export interface SessionView {
  readonly id: string;
  readonly userAgent: string;
  /** ISO 8601, UTC. */
  readonly createdOn: string;
  readonly expiresOn: string;
  /** Whether the request that asks came with it. */
  readonly current: boolean;
}
/** {@link SessionView} as a schema. */
export const sessionView: z.ZodType<SessionView> = z.object({
  id: z.string(),
  userAgent: z.string(),
  createdOn: z.iso.datetime(),
  expiresOn: z.iso.datetime(),
  current: z.boolean().describe('Whether the request that asks came with it.'),
});
