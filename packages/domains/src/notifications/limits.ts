/** Limits of notifications, as data. */
export const notificationLimits = {
  kept: {
    default: 500,
    unit: 'notifications of one member',
    reason: 'Nobody scrolls further; the oldest go first.',
  },
  keptSlack: {
    default: 50,
    unit: 'notifications of one member',
    reason:
      'More than are kept, until the oldest go: so that not every one costs a search for them.',
  },
  requestsKept: {
    default: 604_800_000,
    unit: 'ms',
    reason: 'Who repeats a request that failed does so within days; as long as published ids.',
  },
  requestsEvery: {
    default: 600_000,
    unit: 'ms',
    reason: 'Requests that are over are forgotten in small portions.',
  },
  requestsAtOnce: {
    default: 1000,
    unit: 'requests in one transaction',
    reason: 'Others write meanwhile.',
  },
} as const;
