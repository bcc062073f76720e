import { ping, pong } from './ping.ts';
import type { FrameOf } from './shape.ts';
import { history } from './up/history.ts';
import { roster } from './up/roster.ts';
import { subscribe } from './up/subscribe.ts';
import { transmit } from './up/transmit.ts';
import { unsubscribe } from './up/unsubscribe.ts';

/** Every frame a client may send. */
export const up = { subscribe, unsubscribe, transmit, history, roster, ping, pong } as const;

/** A frame that a client sends. */
export type Up = { [K in keyof typeof up]: FrameOf<(typeof up)[K]> }[keyof typeof up];
