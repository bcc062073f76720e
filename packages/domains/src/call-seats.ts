import type { SeatRule } from '@parley/hub';

/** Limits of calls, wherever they are made, as data. */
export const callParticipants = {
  default: 8,
  unit: 'connections in one call',
  reason: 'Each sends to each: with eight, everyone uploads seven streams.',
} as const;

/**
 * Who signals on a call's topic takes part in the call, and only so many may: the ninth gets `full`,
 * and nothing of theirs reaches anybody. Looking who is in it (`ping-channel`) is everybody's.
 */
export const callSeats: SeatRule = {
  most: callParticipants.default,
  take: ['stream-inquiry', 'start-stream', 'rtc'],
  leave: ['stop-stream'],
};
