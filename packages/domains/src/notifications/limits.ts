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
} as const;
