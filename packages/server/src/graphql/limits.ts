/** Limits of the GraphQL door, as data. */
export const graphqlLimits = {
  bodyBytes: {
    default: 65_536,
    unit: 'bytes',
    reason: 'The longest message fits many times; a document of a megabyte is no question.',
  },
  tokens: {
    default: 2000,
    unit: 'tokens of a document',
    reason: 'What is not read costs nothing: a longer document is refused while it is parsed.',
  },
  depth: {
    default: 8,
    unit: 'levels of fields',
    reason: 'The deepest good question, a sender in a room in a list, has four.',
  },
  aliases: {
    default: 15,
    unit: 'aliases in a document',
    reason: 'The same field many times is a batch: of passwords, or of work.',
  },
  mutations: {
    default: 5,
    unit: 'mutations in a request',
    reason: 'Each is a write, and a sign-in costs a password hash.',
  },
  cost: {
    default: 20_000,
    unit: 'fields of the answer at most',
    reason: 'Fifty rooms with fifty messages each, and who sent them, fit.',
  },
  chatsListed: {
    default: 50,
    unit: 'rooms a page',
    reason: 'What a screen shows; the next page has the others.',
  },
} as const;
