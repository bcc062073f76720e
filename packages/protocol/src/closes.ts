/** Why the server closes a connection, and whether the client should come back. */
export interface CloseRow {
  readonly code: number;
  readonly text: string;
  readonly reconnect: boolean;
}

/**
 * Every close that the server makes. 4000–4499: come back; 4500–4999: do not.
 * A client that does not know a code goes by its range.
 */
export const closes = {
  server_restart: { code: 4000, text: 'The server is restarting.', reconnect: true },
  silent: { code: 4001, text: 'Nothing was heard for too long.', reconnect: true },
  too_slow: { code: 4002, text: 'Messages were not read fast enough.', reconnect: true },
  misbehaving: { code: 4003, text: 'Too many refused frames.', reconnect: true },
  too_large: { code: 1009, text: 'The frame was larger than allowed.', reconnect: true },
  binary: { code: 1003, text: 'Frames are text.', reconnect: true },
  signed_out: { code: 4500, text: 'The session has ended; sign in again.', reconnect: false },
  expired: { code: 4501, text: 'The credentials have expired.', reconnect: false },
  disconnected: { code: 4502, text: 'Disconnected by an administrator.', reconnect: false },
} as const;

/** A name of {@link closes}. */
export type CloseReason = keyof typeof closes;

/** Whether a client should come back after this WebSocket close code. */
export function mayReconnect(code: number): boolean {
  return code < 4500 || code > 4999;
}

/** The row of a reason. */
export function closeRow(reason: CloseReason): CloseRow {
  return closes[reason];
}
