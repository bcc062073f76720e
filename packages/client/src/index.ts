export { createClient } from './client.ts';
export type {
  Client,
  ClientEvents,
  ClientOptions,
  HistoryOptions,
  RosterPage,
  TransmitOptions,
} from './client-api.ts';
export { type Clock, systemClock } from './clock.ts';
export { ParleyError, type ClientErrorCode, type ParleyErrorCode } from './error.ts';
export type { StateChange } from './link.ts';
export type { Gap, HistoryPage, Member, Message, Ready, Receipt } from './message.ts';
export type { LeaseSource, OutboxStorage } from './outbox-storage.ts';
export type { PendingMessage } from './outbox-entry.ts';
export type { SocketConstructor, SocketLike } from './socket.ts';
export type { ClientState } from './state.ts';
export { fetchTicket, type TicketSource } from './ticket.ts';
export type {
  MessageHandler,
  RosterEvent,
  SubscribeOptions,
  Subscription,
  SubscriptionStatus,
  TopicHandlers,
} from './topic-handlers.ts';
export type { WakeSource } from './wake.ts';
export type { Author, GapReason, GrantFlags, Json, Position, RosterEntry } from '@parley/protocol';
