import type { EndReason } from '@parley/hub';

/** How a connection ends in this language. */
export interface GoodbyeRow {
  readonly reason: string;
  readonly reconnect: boolean;
  /** The WebSocket close code; the frame before it is what clients go by. */
  readonly code: number;
}

/** Every reason of the hub in the words of Action Cable. */
export const goodbyes: { readonly [R in EndReason]: GoodbyeRow } = {
  server_restart: { reason: 'server_restart', reconnect: true, code: 1012 },
  silent: { reason: 'no_pong', reconnect: true, code: 1000 },
  too_slow: { reason: 'too_slow', reconnect: true, code: 1000 },
  misbehaving: { reason: 'invalid_request', reconnect: false, code: 1008 },
  signed_out: { reason: 'token_expired', reconnect: false, code: 1000 },
  expired: { reason: 'token_expired', reconnect: false, code: 1000 },
  disconnected: { reason: 'remote', reconnect: false, code: 1000 },
};
