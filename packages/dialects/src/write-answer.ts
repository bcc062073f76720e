import type { Session } from '@parley/hub';

/**
 * Sends what one connection alone is told. It counts towards the queue as well: who asks and does not
 * read is cut off.
 */
export function writeAnswer(session: Session, bytes: Uint8Array): void {
  if (!session.open) return;
  if (session.wire.queued > session.hub.limits.queueBytes) session.end('too_slow');
  else session.wire.write(bytes);
}
