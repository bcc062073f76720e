import type { EventShapes } from '@parley/hub';

/**
 * What events look like that are their fields in every language: to topic clients with the event's name
 * beside, to cable clients and Socket.IO's the fields alone.
 *
 * @param domain What the events' names begin with between the domain and the log: `exchange.`
 */
export function fieldShapes(
  domain: string,
  events: readonly string[],
): readonly Required<EventShapes>[] {
  return events.map((event) => ({
    event: domain + event,
    topic: ({ payload }) => {
      const fields = JSON.parse(payload) as object;
      return { event, payload: JSON.stringify({ event, ...fields }) };
    },
    cable: ({ payload }) => ({ event, payload }),
    'socket-io': ({ payload }) => ({ event, payload }),
  }));
}
