/**
 * One's own part in a call.
 *
 * ```
 *           join               announced             down
 *   idle ─────────▶ opening ─────────────▶ active ─────────▶ away
 *    ▲                 │                    │  ▲               │ │
 *    │   fail, leave   │      leave, fail   │  └────── up ─────┘ │
 *    └─────────────────┴────────────────────┴─────── leave, fail ┘
 *
 *   any ── close ──▶ closed
 * ```
 *
 * `opening`: devices and relays are asked for. `away`: the line to the server is down; what flows
 * between participants flows on, and what broke is mended when the line is back.
 */
export type CallState = 'idle' | 'opening' | 'active' | 'away' | 'closed';

/** What may happen to one's own part. */
export type CallEvent = 'join' | 'announced' | 'down' | 'up' | 'leave' | 'fail' | 'close';

const out = { leave: 'idle', fail: 'idle', close: 'closed' } as const;

/** Every state with every event that moves it; an event that is not listed changes nothing. */
export const callTransitions: Readonly<
  Record<CallState, Readonly<Partial<Record<CallEvent, CallState>>>>
> = {
  idle: { join: 'opening', close: 'closed' },
  opening: { ...out, announced: 'active' },
  active: { ...out, down: 'away' },
  away: { ...out, up: 'active' },
  closed: {},
};

/**
 * The connection to one other participant.
 *
 * ```
 *   connecting ── found ─▶ connected ── dropped ─▶ unsteady ── found ─▶ connected
 *        │                     │                       │
 *        └────────── gone ─────┴───────────────────────┘──▶ closed
 * ```
 *
 * `unsteady`: nothing gets through at the moment; another way is looked for.
 */
export type PeerState = 'connecting' | 'connected' | 'unsteady' | 'closed';

/** What may happen to such a connection. */
export type PeerEvent = 'found' | 'dropped' | 'gone';

/** As {@link callTransitions}. */
export const peerTransitions: Readonly<
  Record<PeerState, Readonly<Partial<Record<PeerEvent, PeerState>>>>
> = {
  connecting: { found: 'connected', gone: 'closed' },
  connected: { dropped: 'unsteady', gone: 'closed' },
  unsteady: { found: 'connected', gone: 'closed' },
  closed: {},
};
