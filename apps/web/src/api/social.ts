import type { FollowOutcome, FollowStatus } from '@parley/domains/social/schema';
import { ApiError } from './api-error.ts';
import { request } from './request.ts';

/** Somebody, as people find each other. */
export interface Person {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly color: string;
}

/** Somebody who was found, and what the button beside their name says. */
export interface Found extends Person {
  readonly status: FollowStatus;
}

/** Somebody who follows and is not followed. */
export interface Asking {
  readonly id: number;
  readonly follower: Person;
}

/** What the page of people shows. */
export interface Circle {
  readonly getMe: Person;
  readonly getPending: readonly Asking[];
  readonly getFriends: readonly Person[];
}

/** What makes an account. */
export interface NewUser {
  readonly firstName: string;
  readonly lastName: string;
  readonly username: string;
  readonly password: string;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: {
      readonly code?: string;
      readonly retryAfter?: number;
      readonly fields?: Record<string, string>;
    };
  }[];
}

async function ask<T>(query: string, variables: object = {}, signal?: AbortSignal): Promise<T> {
  const options = { body: { query, variables }, ...(signal === undefined ? {} : { signal }) };
  const { data, errors } = await request<Answer>('POST', '/graphql', options);
  const [error] = errors ?? [];
  if (error === undefined) return data as T;
  const { code = 'internal', retryAfter, fields } = error.extensions ?? {};
  throw new ApiError(code, error.message, {
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(fields === undefined ? {} : { fields }),
  });
}

const PERSON = 'id username name color';

/** The social door. Signing in and up leaves a secret key in two cookies. */
export const socialApi = {
  signIn: (who: { username: string; pass: string }): Promise<unknown> =>
    ask(
      'mutation ($username: String!, $pass: String!) { signIn(username: $username, pass: $pass) { id } }',
      who,
    ),
  createUser: (user: NewUser): Promise<unknown> =>
    ask(
      `mutation ($firstName: String!, $lastName: String!, $username: String!, $password: String!) {
        createUser(
          firstName: $firstName, lastName: $lastName, username: $username, password: $password
        ) { id }
      }`,
      user,
    ),
  signOut: (): Promise<unknown> => ask('mutation { signOut }'),
  circle: (signal: AbortSignal): Promise<Circle> =>
    ask(
      `{ getMe { ${PERSON} } getPending { id follower { ${PERSON} } } getFriends { ${PERSON} } }`,
      {},
      signal,
    ),
  search: async (query: string, signal?: AbortSignal): Promise<readonly Found[]> => {
    const text = `query ($query: String!) {
      getUserSearchResults(query: $query) { ${PERSON} status }
    }`;
    const found = await ask<{ getUserSearchResults: readonly Found[] }>(text, { query }, signal);
    return found.getUserSearchResults;
  },
  followUnfollow: async (username: string): Promise<FollowOutcome> => {
    const text = 'mutation ($username: String!) { followUnfollowUser(username: $username) }';
    const done = await ask<{ followUnfollowUser: FollowOutcome }>(text, { username });
    return done.followUnfollowUser;
  },
  answer: (requestId: number, action: 'add' | 'remove'): Promise<unknown> =>
    ask('mutation ($r: Int!, $a: PendingAction!) { pendingRequest(request: $r, action: $a) }', {
      r: requestId,
      a: action,
    }),
};
