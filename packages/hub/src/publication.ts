import type { Language } from './shapes.ts';

/** A place in a topic. Epoch `''` with offset 0 is the place before the first message. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

/** A member as others see them. */
export interface Profile {
  readonly memberId: number;
  readonly name: string;
  readonly role: string;
  /** CSS colour. */
  readonly color: string;
}

/** What a topic's subscribers hear. The payload is JSON text, made once and never parsed here. */
export interface Publication {
  readonly topic: string;
  readonly event: string;
  readonly payload: string;
  /** A connection id, or the member's stable id where there was no connection. */
  readonly sender: string;
  readonly memberId: number | null;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  /** Present on durable publications only. */
  readonly position?: Position;
  /** The one connection that hears it; transient only. */
  readonly target?: string;
  /** The connection that does not hear it; transient only. */
  readonly except?: string;
  /** The only language it is told in: what clients send each other stays among their kind. */
  readonly only?: Language;
  /** A second name under which its language tells it as well. */
  readonly alsoEvent?: string;
}

/** A durable publication as the log holds it. */
export interface StoredPublication extends Publication {
  readonly position: Position;
  /** Applied by the nodes, not shown to clients. */
  readonly internal: boolean;
  readonly subject: string | null;
}

/** The id that stands for a member where no connection does; always among their connection ids. */
export function stableId(memberId: number): string {
  return `m${memberId}`;
}
