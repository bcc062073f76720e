import type { PresenceChange } from './presence/entry.ts';
import type { Profile, Publication } from './publication.ts';
import type { Language } from './shapes.ts';
import type { EndReason } from './topics/listener.ts';

/** What a frame may say besides the publication itself. */
export interface FrameContext {
  /** The name under which the listener knows the topic. */
  readonly address: string;
  /** The offset before this one on the listener's wire; durable publications only. */
  readonly prev: number | undefined;
  /** The author, where the roster does not tell them. */
  readonly author: Profile | undefined;
}

/** How a connection is told that it ends. */
export interface Goodbye {
  readonly frame: Uint8Array | undefined;
  /** A WebSocket close code. */
  readonly code: number;
  readonly text: string;
}

/**
 * One wire language, outgoing: makes frames that are ready for the wire. Each is made once for all
 * listeners of a dialect at one address, so nothing personal may be in it. `undefined`: say nothing.
 */
export interface Dialect {
  /** Listeners of one name at one address share their bytes. */
  readonly name: string;
  /** Which shapes of a domain's events it tells. */
  readonly language: Language;
  /** Milliseconds between pings; absent: the limit `pingInterval`. */
  readonly pingInterval?: number;
  /** Whether a client that does not answer two pings is gone, unless its session says else; absent: yes. */
  readonly expectsAnswers?: boolean;
  /** Several frames as one piece of bytes, in their order. */
  join(frames: readonly Uint8Array[]): Uint8Array;
  /** @param publication In the shape of the dialect's language. */
  publication(publication: Publication, context: FrameContext): Uint8Array | undefined;
  presence(address: string, change: PresenceChange): Uint8Array | undefined;
  /** The server ended one subscription. */
  removed(address: string): Uint8Array | undefined;
  ping(): Uint8Array | undefined;
  /** The last frame and the close code of a connection that the server ends. */
  goodbye(reason: EndReason, retryAfter?: number): Goodbye;
}
