/** The limits of the admin API. They guard against a careless script, so no variable sets them. */
export const adminLimits = {
  tails: { value: 16, unit: 'streams', reason: 'Each one hears every message of its topic.' },
  tailBytes: {
    value: 1_048_576,
    unit: 'bytes waiting per stream',
    reason: 'A reader that stopped reading is told so and let go.',
  },
  tailHeartbeat: {
    value: 15_000,
    unit: 'ms',
    reason: 'An empty line shows that a quiet stream is alive.',
  },
  filePage: { value: 1000, unit: 'files', reason: 'The list comes in pages.' },
  memberPage: { value: 200, unit: 'members', reason: 'The list comes in pages.' },
} as const;
