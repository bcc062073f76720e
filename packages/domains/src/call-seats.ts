import type { SeatRule } from '@parley/hub';

/** A limit of calls, wherever they are made, and the operator's to set. */
export const callParticipants = {
  default: 8,
  unit: 'connections in one call',
  env: 'PARLEY_CALL_PARTICIPANTS',
  reason: 'Each sends to each: with eight, everyone uploads seven streams.',
} as const;

/**
 * Who signals on a call's topic takes part in the call, and only so many may: one more gets `full`,
 * and nothing of theirs reaches anybody. Looking who is in it (`ping-channel`) is everybody's.
 */
export function callSeats(most: number = callParticipants.default): SeatRule {
  return { most, take: ['stream-inquiry', 'start-stream', 'rtc'], leave: ['stop-stream'] };
}
