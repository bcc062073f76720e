/** Limits of calls in rooms, as data. */
export const callLimits = {
  ringing: {
    default: 45_000,
    unit: 'ms',
    reason:
      'Who has not answered by then is not there; a page that crashed must not ring for ever.',
  },
} as const;
