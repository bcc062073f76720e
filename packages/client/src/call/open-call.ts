import type { Client } from '../client-api.ts';
import type { Call, CallOptions } from './call-api.ts';
import { TopicCall } from './call.ts';

/** A client's calls by topic. They are the client's, and go with it. */
const calls = new WeakMap<Client, Map<string, TopicCall>>();

/**
 * Opens the call of a topic: shows who is in it, and lets one come in. Nothing is asked of the
 * browser before {@link Call.join}. A page has one call for each topic: who opens it again gets the
 * same one, and it lasts until each has closed it.
 *
 * @param topic `exchange/call:<booking>`, or `room-call:<uuid>` of a chat room
 * @param options as the first one who opens it gives them
 * @example
 * const call = openCall(client, 'exchange/call:7');
 * call.on('change', ({ participants }) => show([...participants.values()]));
 * await call.join({ audio: true, video: true });
 */
export function openCall(client: Client, topic: string, options: CallOptions = {}): Call {
  const own = calls.get(client) ?? new Map<string, TopicCall>();
  calls.set(client, own);
  const open = own.get(topic);
  if (open !== undefined) return open.hold();
  const call = new TopicCall(client, topic, options, () => own.delete(topic));
  own.set(topic, call);
  return call;
}
