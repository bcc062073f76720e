/** A limit: how much, of what, and why there is one. */
export interface LimitRow {
  readonly default: number;
  readonly unit: string;
  /** The environment variable that sets it. */
  readonly env: string;
  readonly reason: string;
}

/**
 * Every limit of the hub, as data: the type, the defaults, the environment variables and the
 * table in the documentation come from here.
 */
export const limits = {
  connectionsPerMember: {
    default: 50,
    unit: 'connections',
    env: 'PARLEY_CONNECTIONS_PER_MEMBER',
    reason: 'One account must not use up the sockets of the server.',
  },
  topicsPerConnection: {
    default: 200,
    unit: 'topics',
    env: 'PARLEY_TOPICS_PER_CONNECTION',
    reason: 'Each subscription costs memory and a place in a roster.',
  },
  messagesPerSecond: {
    default: 50,
    unit: 'frames/s per connection, twice that in a burst',
    env: 'PARLEY_MESSAGES_PER_SECOND',
    reason: 'A runaway loop in one page must not starve the others.',
  },
  openRequests: {
    default: 128,
    unit: 'requests per connection',
    env: 'PARLEY_OPEN_REQUESTS',
    reason: 'Requests wait for the database; the queue has an end.',
  },
  refusedFrames: {
    default: 100,
    unit: 'refused frames per connection and minute',
    env: 'PARLEY_REFUSED_FRAMES',
    reason: 'Who sends nonsense without end is cut off.',
  },
  frameBytes: {
    default: 65_536,
    unit: 'bytes',
    env: 'PARLEY_FRAME_BYTES',
    reason: 'An SDP offer fits many times; a flood of memory does not.',
  },
  payloadDepth: {
    default: 100,
    unit: 'levels of lists and objects in a payload',
    env: 'PARLEY_PAYLOAD_DEPTH',
    reason: 'Deeper ones make libraries fail that look into every level.',
  },
  queueBytes: {
    default: 1_048_576,
    unit: 'bytes per connection',
    env: 'PARLEY_QUEUE_BYTES',
    reason: 'A reader too slow for a durable stream is disconnected and resumes.',
  },
  pingInterval: {
    default: 25_000,
    unit: 'ms',
    env: 'PARLEY_PING_INTERVAL',
    reason: 'Below the idle timeouts of common proxies; two silent ones end a connection.',
  },
  pageSize: {
    default: 100,
    unit: 'messages',
    env: 'PARLEY_PAGE_SIZE',
    reason: 'A page of history is read at a glance; the next one is asked for.',
  },
  pageCharacters: {
    default: 262_144,
    unit: 'characters of payload',
    env: 'PARLEY_PAGE_CHARACTERS',
    reason: 'Large messages come in more pages, so that what is live need not wait behind them.',
  },
  resumeMessages: {
    default: 1000,
    unit: 'messages',
    env: 'PARLEY_RESUME_MESSAGES',
    reason: 'Beyond it, paging the history is kinder than a burst.',
  },
  recentMessages: {
    default: 256,
    unit: 'messages per topic',
    env: 'PARLEY_RECENT_MESSAGES',
    reason: 'A storm of resumes is served from memory.',
  },
  recentBytes: {
    default: 262_144,
    unit: 'characters of payload per topic',
    env: 'PARLEY_RECENT_BYTES',
    reason: 'The same memory, for large messages.',
  },
  pendingMessages: {
    default: 1000,
    unit: 'messages per topic',
    env: 'PARLEY_PENDING_MESSAGES',
    reason: 'What waits behind a gap; more is fetched from the log again.',
  },
  rosterInterval: {
    default: 250,
    unit: 'ms',
    env: 'PARLEY_ROSTER_INTERVAL',
    reason: 'Comings and goings are told together.',
  },
  rosterMembers: {
    default: 1000,
    unit: 'members per topic',
    env: 'PARLEY_ROSTER_MEMBERS',
    reason: 'Above it a topic tells a count and pages.',
  },
  presenceGrace: {
    default: 15_000,
    unit: 'ms',
    env: 'PARLEY_PRESENCE_GRACE',
    reason: 'A reload or a tunnel is no departure.',
  },
  gapDelay: {
    default: 50,
    unit: 'ms',
    env: 'PARLEY_GAP_DELAY',
    reason: 'What is merely late comes by itself; what is lost is fetched after this.',
  },
  checkInterval: {
    default: 1000,
    unit: 'ms',
    env: 'PARLEY_CHECK_INTERVAL',
    reason: 'How long a message can hide that the bus lost.',
  },
  shareInterval: {
    default: 5000,
    unit: 'ms',
    env: 'PARLEY_SHARE_INTERVAL',
    reason: 'How long a change of a roster can hide that the bus lost.',
  },
  staleRights: {
    default: 10_000,
    unit: 'ms',
    env: 'PARLEY_STALE_RIGHTS',
    reason: 'After so long without a look at the log, topics with rules go silent.',
  },
  presenceRecordCharacters: {
    default: 1024,
    unit: 'characters of id and info, as JSON',
    env: 'PARLEY_PRESENCE_RECORD_CHARACTERS',
    reason: 'What members say of themselves in a roster goes to everyone in it.',
  },
  identifierCharacters: {
    default: 4096,
    unit: 'characters of a channel identifier',
    env: 'PARLEY_IDENTIFIER_CHARACTERS',
    reason: 'Identifiers come back with every message.',
  },
  sessionLifetime: {
    default: 300_000,
    unit: 'ms',
    env: 'PARLEY_SESSION_LIFETIME',
    reason: 'For so long a dropped Action Cable connection can be taken up again as it was.',
  },
  sessionCharacters: {
    default: 65_536,
    unit: 'characters per connection',
    env: 'PARLEY_SESSION_CHARACTERS',
    reason: 'A connection with more subscriptions than fit is not kept: it subscribes anew.',
  },
  restoreWait: {
    default: 5000,
    unit: 'ms',
    env: 'PARLEY_RESTORE_WAIT',
    reason: 'A restored subscription waits so long for the client to say what it has.',
  },
  ticketLifetime: {
    default: 15_000,
    unit: 'ms',
    env: 'PARLEY_TICKET_LIFETIME',
    reason: 'A ticket is used at once or never.',
  },
} as const;

/** The name of a limit. */
export type LimitName = keyof typeof limits;

/** The limits in force. */
export type Limits = { readonly [K in LimitName]: number };

/** The defaults, with some replaced. */
export function resolveLimits(given: Partial<Limits> = {}): Limits {
  const resolved: Partial<Record<LimitName, number>> = {};
  for (const name of Object.keys(limits) as LimitName[]) {
    resolved[name] = given[name] ?? limits[name].default;
  }
  return resolved as Limits;
}
