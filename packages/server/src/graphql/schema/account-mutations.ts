import { createUserBody } from '@parley/domains/identity/schema';
import { DomainError } from '@parley/domains/errors';
import { parse } from '../../rest/body.ts';
import type { RateLimitName } from '../../rest/rate-limiter.ts';
import type { GraphqlContext } from '../context.ts';
import { short } from '../given.ts';
import type { Builder } from './builder.ts';
import type { Types } from './types.ts';

/** Adds signing in, up and out. */
export function addAccountMutations(builder: Builder, { key }: Types): void {
  builder.mutationFields((t) => ({
    signIn: t.field({
      type: key,
      nullable: true,
      description: 'A secret key, also in two cookies.',
      args: { username: t.arg.string({ required: true }), pass: t.arg.string({ required: true }) },
      resolve: async (_root, { username, pass }, context) => {
        if (pass.length > 200) throw new DomainError('bad_credentials');
        const issued = await counted(context, short(username), () =>
          context.identity.signInByUsername({ username: username.trim(), password: pass }),
        );
        context.keepKey(issued);
        return issued;
      },
    }),
    createUser: t.field({
      type: key,
      nullable: true,
      description: 'An account and its first secret key, where people may make accounts.',
      args: {
        firstName: t.arg.string({ required: true }),
        lastName: t.arg.string({ required: true }),
        username: t.arg.string({ required: true }),
        password: t.arg.string({ required: true }),
      },
      resolve: async (_root, { firstName, lastName, username, password }, context) => {
        const name = `${short(firstName).trim()} ${short(lastName).trim()}`.trim();
        const body = parse(createUserBody, { username, name, password });
        context.limiter.take('signUpByAddress', context.address);
        const issued = await context.identity.createUser(body);
        context.keepKey(issued);
        return issued;
      },
    }),
    signOut: t.boolean({
      nullable: true,
      description: 'Ends the secret key that the request came with; false when it was no good.',
      resolve: (_root, _args, context) => context.identity.endSecretKey(context.dropKey()),
    }),
  }));
}

/** Holds a try against whoever made it only when the password was wrong, as `POST /api/session` does. */
async function counted<T>(
  { limiter, address }: GraphqlContext,
  username: string,
  attempt: () => Promise<T>,
): Promise<T> {
  const against: readonly (readonly [RateLimitName, string])[] = [
    ['signInByAddress', address],
    ['signInByAccount', `@${username.trim().toLowerCase()}`],
  ];
  for (const [limit, by] of against) limiter.take(limit, by);
  let guessed = false;
  try {
    return await attempt();
  } catch (error) {
    guessed = error instanceof DomainError && error.code === 'bad_credentials';
    throw error;
  } finally {
    if (!guessed) for (const [limit, by] of against) limiter.giveBack(limit, by);
  }
}
