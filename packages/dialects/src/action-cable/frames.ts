import type { Buffer } from 'node:buffer';
import type { Present } from '@parley/hub';
import { textFrame } from '../text-frame.ts';

/** A connection is let in. The keys keep this order. */
export function welcome(
  sid: string,
  options: { readonly pong: boolean; readonly restored?: readonly string[] | undefined },
): Buffer {
  return frame({
    type: 'welcome',
    sid,
    ...(options.pong ? { extensions: ['pong'] } : {}),
    ...(options.restored === undefined ? {} : { restored: true, restored_ids: options.restored }),
  });
}

/** An answer about one subscription. */
export function answer(
  identifier: string,
  type: 'confirm_subscription' | 'reject_subscription' | 'confirm_history' | 'reject_history',
): Buffer {
  return frame({ identifier, type });
}

/** Something for one subscription alone. */
export function transmission(identifier: string, message: unknown): Buffer {
  return frame({ identifier, message: message ?? null });
}

/** The last frame of a connection. */
export function disconnect(reason: string, reconnect: boolean): Buffer {
  return frame({ type: 'disconnect', reason, reconnect });
}

/** The credential was replaced. @param expiresAt Milliseconds since 1970. */
export function refreshed(expiresAt: number | undefined): Buffer {
  const at = expiresAt === undefined ? null : new Date(expiresAt).toISOString();
  return frame({ type: 'refreshed', expires_at: at });
}

/** The credential was not replaced; the connection goes on with the old one. */
export function refreshRejected(reason: string): Buffer {
  return frame({ type: 'refresh_rejected', reason });
}

/** Who is there. */
export function presenceInfo(
  identifier: string,
  total: number,
  members: readonly Present[],
): Buffer {
  const records = members.map((member) => recordOf(member));
  return textFrame(
    `{"type":"presence","identifier":${JSON.stringify(identifier)}` +
      `,"message":{"type":"info","total":${total},"records":[${records.join(',')}]}}`,
  );
}

/** Who is there cannot be said. */
export function presenceError(identifier: string): Buffer {
  return frame({ type: 'presence', identifier, message: { type: 'error' } });
}

/** Somebody came or went. */
export function presenceEvent(identifier: string, type: 'join' | 'leave', member: Present): Buffer {
  const record = recordOf(member).slice(1);
  return textFrame(
    `{"type":"presence","identifier":${JSON.stringify(identifier)}` +
      `,"message":{"type":"${type}",${record}}`,
  );
}

/** A member as JSON: as they call themself, or as the community knows them. */
function recordOf({ profile, label }: Present): string {
  const { memberId, name, role, color } = profile;
  const id = label?.id ?? String(memberId);
  const info = label?.info ?? JSON.stringify({ name, role, color });
  return `{"id":${JSON.stringify(id)},"info":${info},"member_id":${memberId}}`;
}

function frame(value: object): Buffer {
  return textFrame(JSON.stringify(value));
}
