import type { Client } from '../client-api.ts';
import type { Message } from '../message.ts';
import type { SubscribeOptions, Subscription, TopicHandlers } from '../topic-handlers.ts';

/** Hears the events of `E`, each by its name, and what {@link TopicHandlers} tell of the topic itself. */
export type EventHandlers<E extends object> = {
  readonly [K in keyof E]?: (event: E[K], message: Message<E[K]>) => void;
} & Omit<TopicHandlers, 'message'>;

/**
 * Subscribes to the events of a domain on one of its topics. An event is known by the payload's
 * `event`: the action of a message may be its sender's choice. What another client says in passing
 * is not taken for an event: all but the `transient` ones are heard only when they are stored, which
 * on a domain's topics nobody but the domain can do.
 *
 * @param transient the events that are told in passing
 * @param options as of `subscribe`; nothing of the past unless asked for
 */
export function onEvents<E extends object>(
  client: Client,
  topic: string,
  handlers: EventHandlers<E>,
  {
    transient = [],
    history = 0,
    ...rest
  }: SubscribeOptions & { readonly transient?: readonly (keyof E & string)[] } = {},
): Subscription {
  const passing = new Set<string>(transient);
  const { roster, ready, status, error, gap } = handlers;
  const lifecycle = { roster, ready, status, error, gap };
  const told = Object.entries(lifecycle).filter(([, handler]) => handler !== undefined);
  const byName = handlers as Readonly<Record<string, unknown>>;
  return client.subscribe<unknown>(
    topic,
    {
      ...(Object.fromEntries(told) as Omit<TopicHandlers, 'message'>),
      message(message) {
        const name = eventOf(message);
        if (name === undefined || name in lifecycle || message.store === passing.has(name)) return;
        const handler = Object.hasOwn(byName, name) ? byName[name] : undefined;
        if (typeof handler === 'function') handler.call(handlers, message.payload, message);
      },
    },
    { history, ...rest },
  );
}

/** The event that a message tells of; `undefined` for what is no domain's. */
function eventOf({ payload }: Message<unknown>): string | undefined {
  if (typeof payload !== 'object' || payload === null || !('event' in payload)) return undefined;
  return typeof payload.event === 'string' ? payload.event : undefined;
}
