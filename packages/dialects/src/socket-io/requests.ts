import { HubError } from '@parley/hub';
import { misfit, type FrameOf } from '@parley/protocol';

/** The requests that a Socket.IO client can make of the hub, by the name of their event. */
export const requests = {
  'parley:subscribe': {
    op: 'parley:subscribe',
    fields: { topic: 'topic', since: 'position?', history: 'count?' },
  },
  'parley:unsubscribe': { op: 'parley:unsubscribe', fields: { topic: 'topic' } },
  'parley:publish': {
    op: 'parley:publish',
    fields: {
      topic: 'topic',
      event: 'action',
      payload: 'json?',
      store: 'flag?',
      messageId: 'messageId?',
    },
  },
  'parley:history': {
    op: 'parley:history',
    fields: { topic: 'topic', before: 'position?', after: 'position?', limit: 'count?' },
  },
} as const;

/** The name of a request. */
export type RequestName = keyof typeof requests;

/** A request as its fields. */
export type RequestOf<N extends RequestName> = FrameOf<(typeof requests)[N]>;

/** The names of all requests. */
export const requestNames: readonly RequestName[] = Object.keys(requests) as RequestName[];

/**
 * The one argument of a request, checked. A bare text stands for `{ topic }`. Throws `bad_request`
 * with the name of the field that does not fit.
 */
export function readRequest<N extends RequestName>(name: N, argument: unknown): RequestOf<N> {
  const given = typeof argument === 'string' ? { topic: argument } : argument;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new HubError('bad_request', 'one object is expected');
  }
  const fields: Record<string, unknown> = { op: name };
  // Own properties only: what a prototype says is nobody's wish.
  for (const field of Object.keys(requests[name].fields)) {
    if (Object.hasOwn(given, field)) fields[field] = Reflect.get(given, field);
  }
  const wrong = misfit(requests[name], fields);
  if (wrong !== undefined) throw new HubError('bad_request', `${wrong} is missing or misformed`);
  return fields as RequestOf<N>;
}

/** A value as JSON text. Throws `bad_request` for what JSON cannot carry, binary among it. */
export function jsonText(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, function refuseBinary(this: unknown, key: string, held: unknown) {
      const original: unknown = Reflect.get(Object(this), key);
      if (original instanceof ArrayBuffer || ArrayBuffer.isView(original)) {
        throw new HubError('bad_request', 'a topic carries JSON, no binary');
      }
      return held;
    });
  } catch (error) {
    if (error instanceof HubError) throw error;
    throw new HubError('bad_request', 'the payload is no JSON');
  }
  if (text === undefined) throw new HubError('bad_request', 'the payload is no JSON');
  return text;
}
