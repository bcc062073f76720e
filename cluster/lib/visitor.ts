import type { Acknowledged, Received } from '@parley/testing';
import { formOf, saidIn, type Fields } from './form.ts';
import type { Random } from './random.ts';

/** What a visitor knows of one topic they listen to. */
export interface Watch {
  readonly received: Received[];
  /** Where the first subscribe began; what lies above is to be heard. */
  since: { readonly epoch: string; readonly offset: number } | undefined;
  /** Where the visitor was each time the server said, on the open topic, that they were removed. */
  readonly removals: number[];
  readonly refusals: string[];
  /** Offsets that the server said it does not fill; the visitor's application reads those itself. */
  readonly gaps: { readonly from: number; to: number }[];
  status(): string;
  /** Subscribes again after a refusal, from where the visitor was. */
  again(): void;
}

/** How a visitor comes who opens a connection with a token. */
export interface ComingOptions {
  readonly user: string;
  readonly memberId: number;
  readonly token: string;
  /** A node, or the balancer. */
  readonly url: string;
  readonly random?: Random;
}

/** A message that its author heard of, and what the author has made of it since. */
export interface Own {
  readonly topic: string;
  readonly id: number;
  /** Its texts, the first as it was said. */
  readonly bodies: string[];
}

/** Accepted over REST, where the answer names the message and not its place. */
export interface Posted {
  readonly topic: string;
  readonly id: number;
  readonly clientId: string;
  readonly payload: string;
}

/** Somebody who comes to a cluster, talks and listens, in whichever language. */
export interface Visitor {
  readonly user: string;
  readonly memberId: number;
  readonly watches: ReadonlyMap<string, Watch>;
  readonly acknowledged: readonly Acknowledged[];
  readonly posted: readonly Posted[];
  readonly own: readonly Own[];
  /** Codes of what was refused for good, with its topic. */
  readonly refused: readonly { readonly topic: string; readonly code: string }[];
  /** Stored messages that nothing was heard of yet. */
  readonly unsettled: number;
  /** `open` while connected. */
  state(): string;
  /** As rosters name it; absent in languages that are not shown there. */
  connectionId?(): string;
  /** Tries to connect at once, as when a laptop is opened. */
  wake(): void;
  /** Listens to a topic from now on. */
  watch(topic: string): Watch;
  /** Publishes a stored message; remembers what became of it. Never rejects. */
  say(topic: string): Promise<void>;
  leave(): void;
}

/** Takes note of a message of one's own; answers the form in which it is recorded. */
export function recorded(
  { user, own }: { readonly user: string; readonly own: Own[] },
  topic: string,
  { event, fields }: { readonly event: string; readonly fields: Fields },
): string {
  const { id, body } = fields;
  const isOwn = event === 'newMessage' && saidIn(body)?.by === user;
  if (isOwn && typeof id === 'number' && typeof body === 'string') {
    if (!own.some((one) => one.id === id)) own.push({ topic, id, bodies: [body] });
  }
  return formOf(event, fields);
}
