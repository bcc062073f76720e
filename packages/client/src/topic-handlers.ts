import type { GrantFlags, Json, Position } from '@parley/protocol';
import type { ParleyError } from './error.ts';
import type { Gap, Member, Message, Ready } from './message.ts';
import type { RosterChange } from './roster.ts';

/** The roster changed. */
export interface RosterEvent extends RosterChange {
  /** A new map with every change; never changed in place. */
  readonly members: Map<string, Member>;
  /** How many are online. */
  readonly count: number;
}

/** What a subscriber may listen to. Each is called in the order of the topic. */
export interface TopicHandlers<T = Json> {
  /** A message: first the replayed ones, ascending, then live ones. None twice. */
  message?(message: Message<T>): void;
  /** Before a message, its author is in here. */
  roster?(event: RosterEvent): void;
  /** The past has been handed over; live messages follow. Again after every reconnect. */
  ready?(ready: Ready): void;
  /** Joined, waiting, refused: for a line in the interface. */
  status?(status: SubscriptionStatus): void;
  /** Refused or removed. Only a reconnect or another `subscribe` tries again. */
  error?(error: ParleyError): void;
  /** A resume could not bring everything. */
  gap?(gap: Gap): void;
}

/** Messages only. */
export type MessageHandler<T = Json> = (message: Message<T>) => void;

/** `joining` also stands for a topic that waits for its connection or for a retry. */
export type SubscriptionStatus = 'joining' | 'joined' | 'refused' | 'left';

export interface SubscribeOptions {
  /** How many of the newest stored messages to get at the start. Default 50; 0 for none. */
  readonly history?: number;
  /** Continue after this position instead: one that the application kept. */
  readonly since?: Position;
}

/** One subscriber's hold on a topic. */
export interface Subscription {
  readonly topic: string;
  readonly status: SubscriptionStatus;
  /** Why it is refused. */
  readonly error: ParleyError | undefined;
  readonly members: Map<string, Member>;
  readonly count: number;
  /** Up to where messages have been handed over. */
  readonly position: Position | undefined;
  readonly grants: GrantFlags | undefined;
  /** Takes this subscriber away; the last one's going ends the subscription on the wire. */
  leave(): void;
}
