import { disconnect } from './down/disconnect.ts';
import { error } from './down/error.ts';
import { message } from './down/message.ts';
import { ok } from './down/ok.ts';
import { page } from './down/page.ts';
import { presence } from './down/presence.ts';
import { removed } from './down/removed.ts';
import { rosterPage } from './down/roster-page.ts';
import { subscribed } from './down/subscribed.ts';
import { welcome } from './down/welcome.ts';
import { ping, pong } from './ping.ts';
import type { FrameOf } from './shape.ts';

/** Every frame a server may send. */
export const down: {
  readonly welcome: typeof welcome;
  readonly subscribed: typeof subscribed;
  readonly roster: typeof rosterPage;
  readonly page: typeof page;
  readonly message: typeof message;
  readonly presence: typeof presence;
  readonly removed: typeof removed;
  readonly ok: typeof ok;
  readonly error: typeof error;
  readonly disconnect: typeof disconnect;
  readonly ping: typeof ping;
  readonly pong: typeof pong;
} = {
  welcome,
  subscribed,
  roster: rosterPage,
  page,
  message,
  presence,
  removed,
  ok,
  error,
  disconnect,
  ping,
  pong,
};

/** A frame that a server sends. */
export type Down = { [K in keyof typeof down]: FrameOf<(typeof down)[K]> }[keyof typeof down];
