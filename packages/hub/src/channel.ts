import type { Principal } from './principal.ts';

/** Checks a value and answers it typed; every zod schema is one. */
export interface ParamsSchema<P> {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: P } | { readonly success: false };
}

/** What a channel knows of one subscription, and can do for it. */
export interface ChannelScope<P = unknown> {
  readonly params: P;
  readonly principal: Principal;
  readonly connectionId: string;
  /** Sends a message to this subscription alone. Any JSON value. */
  transmit(message: unknown): void;
  /** Streams one more topic into the subscription, under the topic's own rule. Throws `HubError`. */
  stream(topic: string): Promise<void>;
  /** Ends what `stream` began. */
  stopStream(topic: string): void;
}

/** A call of one of a channel's actions. */
export interface ChannelCall<P = unknown> extends ChannelScope<P> {
  /** Everything that came with the action's name; from the client, unchecked. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * A named way to topics for clients that subscribe to channels with parameters. What may be heard is
 * decided by the topic's rule, whichever way a client came.
 */
export interface Channel<P = unknown> {
  /** As clients spell it: `ChatRoomChannel`, `Chats::RoomChannel`. */
  readonly name: string;
  /** Of what the identifier says beside the name; a mismatch is a refusal. */
  readonly params: ParamsSchema<P>;
  /** The subscription's topic; `undefined`: refused. Absent: the channel streams what it wants itself. */
  readonly topic?: (
    params: P,
    principal: Principal,
  ) => Promise<string | undefined> | string | undefined;
  /** One more condition beside the topic's rule. */
  readonly rule?: (params: P, principal: Principal) => Promise<boolean> | boolean;
  /** Whether subscribers may whisper to each other; absent: no. */
  readonly whisper?: boolean;
  /** By the name that clients call. What one throws is the client's to know only as a refusal. */
  readonly actions?: Readonly<Record<string, (call: ChannelCall<P>) => Promise<void> | void>>;
  /** After the confirmation. A throw refuses the subscription. */
  readonly subscribed?: (scope: ChannelScope<P>) => Promise<void> | void;
  /** After the client left, or is gone. */
  readonly unsubscribed?: (scope: ChannelScope<P>) => Promise<void> | void;
}

/**
 * A channel with parameters of its own among others. Sound, since nobody calls it but with what its
 * own schema has answered.
 */
export function defineChannel<P>(channel: Channel<P>): Channel {
  return channel as Channel;
}
