import { stableId, type Position, type StoredPublication } from '@parley/hub';
import type { UnitPublication } from './unit.ts';

/** A publication and where it went: the payload once, the places with their offsets. */
export interface Placed {
  readonly event: string;
  readonly payload: string;
  readonly sender: string;
  readonly connectionId: string | null;
  readonly memberId: number | null;
  readonly subject: string | null;
  readonly internal: boolean;
  readonly places: readonly Place[];
}

/** A publication's place in one topic. */
export interface Place {
  readonly topic: string;
  readonly topicId: number;
  readonly epoch: string;
  readonly offset: number;
}

/** A topic whose offsets are being given. */
export interface Counter {
  readonly id: number;
  readonly name: string;
  readonly epoch: string;
  head: number;
}

/** The name of the publication that tells of a redaction; its payload is `{ subject }`. */
export const REDACTED = 'parley.redacted';

/** Gives a publication its offsets, one in each of its topics, in the order they are named. */
export function place(publication: UnitPublication, counter: (topic: string) => Counter): Placed {
  const memberId = publication.memberId ?? null;
  const places: Place[] = [];
  for (const topic of new Set(publication.topics)) {
    const at = counter(topic);
    at.head += 1;
    places.push({ topic, topicId: at.id, epoch: at.epoch, offset: at.head });
  }
  return {
    event: publication.event,
    payload: JSON.stringify(publication.payload) ?? 'null',
    sender: publication.sender ?? (memberId === null ? 'app' : stableId(memberId)),
    connectionId: publication.connectionId ?? null,
    memberId,
    subject: publication.subject ?? null,
    internal: publication.internal === true,
    places,
  };
}

/** The publications as listeners hear them. */
export function* storedOf(placed: Placed, timestamp: string): Generator<StoredPublication> {
  for (const { topic, epoch, offset } of placed.places) {
    yield {
      topic,
      event: placed.event,
      payload: placed.payload,
      sender: placed.sender,
      memberId: placed.memberId,
      timestamp,
      position: { epoch, offset },
      internal: placed.internal,
      subject: placed.subject,
    };
  }
}

/** The position of the first publication on a topic, if there is one. */
export function firstOn(placed: readonly Placed[], topic: string): Position | undefined {
  for (const publication of placed) {
    for (const at of publication.places) {
      if (at.topic === topic) return { epoch: at.epoch, offset: at.offset };
    }
  }
  return undefined;
}
