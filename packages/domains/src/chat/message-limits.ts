/** Limits of what is said, as data. */
export const messageLimits = {
  fanoutLimit: {
    default: 500,
    unit: 'participants of a room',
    env: 'PARLEY_CHAT_FANOUT_LIMIT',
    reason:
      'One message is one row for each of their topics; in larger rooms the room topic carries it alone.',
  },
  threadParticipants: {
    default: 500,
    unit: 'members',
    reason: 'A reply is told to each of them in one transaction; who comes later reads the thread.',
  },
  unreadThreads: {
    default: 500,
    unit: 'threads',
    reason: 'Who has more unread than this counts nothing.',
  },
  reactionKinds: {
    default: 20,
    unit: 'different emoji on one message',
    reason: 'They are shown in one line, and carried by every event about the message.',
  },
  reactorsShown: {
    default: 100,
    unit: 'members for each emoji',
    reason: 'The count tells of the others.',
  },
  threadFacesShown: {
    default: 5,
    unit: 'members',
    reason: 'A line of faces; the count tells of the others.',
  },
  deletedRepliesWithParent: {
    default: 100,
    unit: 'deleted replies of one thread',
    reason: "Each carries the parent's text, which is replaced in all of them with every edit.",
  },
  newestShown: {
    default: 50,
    unit: 'messages of each room',
    reason: 'What a list of conversations shows of each; more is read in the room.',
  },
  searchHits: {
    default: 1000,
    unit: 'messages',
    reason: 'Nobody pages further; more words find it sooner.',
  },
  searchCandidates: {
    default: 20_000,
    unit: 'messages',
    reason: 'A common word must not keep the reader busy for everybody else.',
  },
} as const;
