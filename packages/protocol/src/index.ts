export { decodeDown, decodeUp, encode, type Decoded } from './codec.ts';
export { closeRow, closes, mayReconnect, type CloseReason, type CloseRow } from './closes.ts';
export { down, type Down } from './down.ts';
export { errorRow, errors, type ErrorCode, type ErrorRow } from './errors.ts';
export {
  ACTION_LENGTH,
  misfit,
  TOPIC_LENGTH,
  type Author,
  type ClientLimits,
  type FrameOf,
  type FrameShape,
  type Gap,
  type GapReason,
  type GrantFlags,
  type Json,
  type PageMessage,
  type Position,
  type RosterEntry,
} from './shape.ts';
export { up, type Up } from './up.ts';
export { VERSION } from './version.ts';
export type { Disconnect } from './down/disconnect.ts';
export type { ErrorFrame } from './down/error.ts';
export type { Message } from './down/message.ts';
export type { Ok } from './down/ok.ts';
export type { Page } from './down/page.ts';
export type { Presence } from './down/presence.ts';
export type { Removed } from './down/removed.ts';
export type { RosterPage } from './down/roster-page.ts';
export type { Subscribed } from './down/subscribed.ts';
export type { Welcome } from './down/welcome.ts';
