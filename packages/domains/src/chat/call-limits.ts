/** Limits of ringing, as data. The first is the operator's to set. */
export const callLimits = {
  ringing: {
    default: 45_000,
    unit: 'ms',
    env: 'PARLEY_CALL_RINGING',
    reason: 'Who has not answered by then is not there.',
  },
  ringLife: {
    default: 8000,
    unit: 'ms',
    reason:
      'A caller says every 3 s that they wait; two of those may be lost, and who crashed rings no longer.',
  },
  callIdCharacters: {
    default: 128,
    unit: 'characters',
    reason: 'Ids are short, and those of calls go to every page of two members.',
  },
} as const;
