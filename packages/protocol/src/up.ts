import { ping, pong } from './ping.ts';
import type { FrameOf } from './shape.ts';
import { history } from './up/history.ts';
import { roster } from './up/roster.ts';
import { subscribe } from './up/subscribe.ts';
import { transmit } from './up/transmit.ts';
import { unsubscribe } from './up/unsubscribe.ts';

/** Every frame a client may send. */
export const up: {
  readonly subscribe: typeof subscribe;
  readonly unsubscribe: typeof unsubscribe;
  readonly transmit: typeof transmit;
  readonly history: typeof history;
  readonly roster: typeof roster;
  readonly ping: typeof ping;
  readonly pong: typeof pong;
} = { subscribe, unsubscribe, transmit, history, roster, ping, pong };

/** A frame that a client sends. */
export type Up = { [K in keyof typeof up]: FrameOf<(typeof up)[K]> }[keyof typeof up];
