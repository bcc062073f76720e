/** Limits of a call, as data. Times are milliseconds. */
export const callLimits = {
  peers: {
    default: 7,
    unit: 'connections',
    reason:
      'Everyone sends to everyone: with eight people each uploads seven streams. Where the server says how many take part, that is how many.',
  },
  queuedCandidates: {
    default: 100,
    unit: 'ICE candidates per peer',
    reason: 'They wait for the description; a browser has a dozen, a flood has more.',
  },
  sdpCharacters: {
    default: 48_000,
    unit: 'characters',
    reason: 'A real description has a few thousand, and a frame of the server holds 65,536 bytes.',
  },
  candidateCharacters: {
    default: 1_024,
    unit: 'characters',
    reason: 'A real candidate has under 300.',
  },
  waitingSignals: {
    default: 500,
    unit: 'messages',
    reason: 'What waits while the server asks to slow down.',
  },
  candidateDelay: {
    default: 20,
    unit: 'ms',
    reason: 'Candidates found together travel in one message.',
  },
  lineWait: {
    default: 15_000,
    unit: 'ms',
    reason: 'Who joins waits so long for the connection to the server.',
  },
  restartAfter: {
    default: 3_000,
    unit: 'ms',
    reason: 'Most interruptions heal by themselves; what lasts longer is looked for anew.',
  },
  restartEvery: {
    default: 8_000,
    unit: 'ms',
    reason: 'Finding a way through a relay takes a few seconds; only then another try makes sense.',
  },
  lostAfter: {
    default: 30_000,
    unit: 'ms',
    reason: 'Who cannot be reached for so long is not in the call any more.',
  },
  renewBefore: {
    default: 60_000,
    unit: 'ms',
    reason: 'Relay credentials are renewed so long before they end.',
  },
  renewRetry: {
    default: 10_000,
    unit: 'ms',
    reason: 'Credentials that could not be had are asked for again.',
  },
  levelEvery: {
    default: 500,
    unit: 'ms',
    reason: 'How often it is looked who speaks.',
  },
  speakingFor: {
    default: 1_200,
    unit: 'ms',
    reason: 'A pause between words is no silence.',
  },
  lookEvery: {
    default: 30_000,
    unit: 'ms',
    reason: 'How often who is not in the call asks whether those shown in it still are.',
  },
} as const;

/** The limits in force. */
export type CallLimits = { readonly [K in keyof typeof callLimits]: number };

/** The defaults, with some replaced. */
export function resolveCallLimits(given: Partial<CallLimits> = {}): CallLimits {
  const rows = Object.entries(callLimits).map(([name, row]) => [name, row.default] as const);
  return { ...(Object.fromEntries(rows) as CallLimits), ...given };
}
