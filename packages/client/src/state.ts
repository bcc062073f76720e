/**
 * The life of a client's connection.
 *
 * ```
 *          connect            welcome
 *   idle ──────────▶ connecting ──────────▶ open
 *                     ▲   │ │ │               │ │
 *               retry │   │ │ └──── refuse ───┼─┴──▶ refused ── connect ─▶ connecting
 *              connect│   │ drop              │ drop
 *                     │   ▼                   │
 *                     waiting ◀───────────────┘
 *
 *   any ── disconnect ──▶ closed ── connect ──▶ connecting
 * ```
 *
 * `refused`: the ticket was refused (401, 403) or the server said not to come back.
 * `closed`: the application disconnected. Both last until `connect`.
 */
export type ClientState = 'idle' | 'connecting' | 'open' | 'waiting' | 'refused' | 'closed';

/** What may happen to a connection. */
export type ClientEvent = 'connect' | 'welcome' | 'drop' | 'refuse' | 'retry' | 'disconnect';

const everywhere = { disconnect: 'closed' } as const;

/** Every state with every event that moves it; an event that is not listed changes nothing. */
export const transitions: Readonly<
  Record<ClientState, Readonly<Partial<Record<ClientEvent, ClientState>>>>
> = {
  idle: { ...everywhere, connect: 'connecting' },
  connecting: { ...everywhere, welcome: 'open', drop: 'waiting', refuse: 'refused' },
  open: { ...everywhere, drop: 'waiting', refuse: 'refused' },
  waiting: { ...everywhere, connect: 'connecting', retry: 'connecting' },
  refused: { ...everywhere, connect: 'connecting' },
  closed: { connect: 'connecting' },
};

/** Where an event leads. */
export function next(state: ClientState, event: ClientEvent): ClientState {
  return transitions[state][event] ?? state;
}
