import { cutText } from '../text.ts';

/**
 * Colours of members: far enough apart to tell people by, each readable as a background of white
 * text and as text on a light page (contrast of at least 4.5 with white).
 */
export const palette = [
  '#b4232f',
  '#a8410c',
  '#8a5300',
  '#5d6500',
  '#2f7016',
  '#00735a',
  '#006f83',
  '#1f66b8',
  '#4b58c8',
  '#7a45c0',
  '#a1339e',
  '#b3246c',
] as const;

/** The colour of the member with this id: neighbours differ, and it never changes. */
export function colorOf(memberId: number): string {
  return palette[memberId % palette.length] ?? palette[0];
}

/** What e-mail addresses are compared by. */
export function emailKey(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}

/** What names are searched by. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

/** What usernames are compared by. */
export function usernameKey(username: string): string {
  return username.normalize('NFKC').toLowerCase();
}

/**
 * The username that a name suggests: its letters and digits in small ASCII, `.` between words;
 * `undefined` when too little is left. Where it is taken, {@link numberedUsername}.
 */
export function suggestedUsername(name: string): string | undefined {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\s+/gu, '.')
    .replaceAll(/[^a-z0-9.]/gu, '')
    .replaceAll(/^\.+|\.+$/gu, '')
    .slice(0, 20)
    .replace(/\.+$/u, '');
  return plain.length < 2 ? undefined : plain;
}

/** A username that nobody else has: people cannot choose a `-`. */
export function numberedUsername(suggested: string | undefined, memberId: number): string {
  return `${suggested ?? 'member'}-${memberId}`;
}

/** Cuts a text that others wrote (a user agent, a token's claim) to a number of characters. */
export function cut(text: string, most: number): string {
  const clean = text
    .slice(0, most * 4)
    .replace(/\p{Cc}/gu, ' ')
    .trim();
  // UTF-16 units are what bounds a column, characters are what a reader sees.
  return clean.length <= most
    ? clean
    : cutText(clean, most)
        .slice(0, most * 2)
        .trim();
}

/** The server's own topic about a member: revocations and changes of profile, for the nodes. */
export function memberInternalTopic(memberId: number): `$member:${number}` {
  return `$member:${memberId}`;
}

/** The credential of a session, as principals carry it. */
export function sessionCredential(sessionId: number): string {
  return `session:${sessionId}`;
}

/** The session of a credential, if it is one. */
export function sessionOf(credential: string): number | undefined {
  const match = /^session:(\d{1,15})$/u.exec(credential);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** The credential of an access token of ours, as principals carry it. */
export function tokenCredential(tokenId: string): string {
  return `token:${tokenId}`;
}

/** The access token of a credential, if it is one of ours. */
export function tokenOf(credential: string): string | undefined {
  return /^token:(.{1,100})$/u.exec(credential)?.[1];
}

/** The credential of a secret key, as principals carry it. */
export function secretKeyCredential(id: number): string {
  return `secretkey:${id}`;
}

/** The secret key of a credential, if it is one. */
export function secretKeyOf(credential: string): number | undefined {
  const match = /^secretkey:(\d{1,15})$/u.exec(credential);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** Limits and lifetimes of identity, as data. */
export const identityLimits = {
  sessionLifetime: {
    default: 604_800_000,
    unit: 'ms',
    reason: 'A week without signing in again; a forgotten computer is signed out after it.',
  },
  sessionsPerMember: {
    default: 100,
    unit: 'sessions',
    reason: 'The oldest goes when one more is opened.',
  },
  secretKeysPerMember: {
    default: 50,
    unit: 'secret keys',
    reason: 'The oldest goes when one more is issued.',
  },
  socketNodeSilence: {
    default: 60_000,
    unit: 'ms',
    reason: 'A node not heard of for so long is dead, and so are the sockets noted for it.',
  },
  socketNodeBeat: {
    default: 15_000,
    unit: 'ms',
    reason: 'Three may be lost before a node counts as dead.',
  },
  setupLifetime: {
    default: 86_400_000,
    unit: 'ms',
    reason: 'The first administrator is made on the day of the installation.',
  },
  accessTokenLifetime: {
    default: 3_600_000,
    unit: 'ms',
    reason: 'What a lost token is worth ends by itself; a refresh token makes the next one.',
  },
  refreshTokenLifetime: {
    default: 2_592_000_000,
    unit: 'ms',
    reason: 'A month (30 days): who comes back within it need not be vouched for anew.',
  },
  accessTokensPerMember: {
    default: 200,
    unit: 'tokens',
    reason: 'One more ends the one that has the least time left.',
  },
  refreshTokensPerMember: {
    default: 500,
    unit: 'tokens',
    reason: 'One more ends the oldest, with the access tokens made of it. A month of many devices.',
  },
  signingKeys: {
    default: 100,
    unit: 'keys',
    reason: 'Each is kept until its last token is over; rotating faster than that is refused.',
  },
  signingKeyLook: {
    default: 1000,
    unit: 'ms',
    reason: "Another node's new key is known within it, and false key ids cost one query in it.",
  },
  signingKeyRest: {
    default: 3_600_000,
    unit: 'ms',
    reason: 'A key is kept so long after the next one came: no node signs with it any more.',
  },
  expiredAtOnce: {
    default: 1000,
    unit: 'rows',
    reason: 'What is over is forgotten in short transactions.',
  },
  expiredEvery: {
    default: 600_000,
    unit: 'ms',
    reason: 'Rows of what is over are refused anyway; they only take space.',
  },
  membersFound: { default: 20, unit: 'members', reason: 'A search is narrowed, not paged.' },
  verifiedTokens: {
    default: 4000,
    unit: 'tokens',
    reason: 'Whose signature is not checked again at each request; a digest and a few words each.',
  },
  verifiedTokenAge: {
    default: 60_000,
    unit: 'ms',
    reason: 'A public key that the application withdraws counts at most so much longer.',
  },
  clockTolerance: {
    default: 10_000,
    unit: 'ms',
    reason: 'Clocks of two servers differ by seconds.',
  },
} as const;
