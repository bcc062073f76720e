import { z } from 'zod';
import { parse } from '../body.ts';
import type { AppPublication, RouteDeps } from '../deps.ts';
import { refusalOf, refusalView } from '../error-reply.ts';
import { RestError } from '../errors.ts';
import { appRoute, type Route } from '../route.ts';

const MOST_MESSAGES = 100;

/** What is kept in a column, and so cannot hold any character, as the payload can. */
const column = z
  .string()
  .min(1)
  .regex(/^[^\0]*$/u, 'It holds U+0000.');
const id = column.max(128);
const action = column.max(128);
const message = z
  .object({
    topic: column.max(256),
    action: action.optional(),
    /** The same as `action`, by the hub's own word for it. */
    event: action.optional(),
    payload: z.json().default(null),
    store: z.boolean().default(true),
    id: id.optional(),
  })
  .refine((given) => (given.action ?? given.event) !== undefined, {
    message: 'Required.',
    path: ['action'],
  });
const batch = z.object({ messages: z.array(message).min(1).max(MOST_MESSAGES) });

type Message = z.output<typeof message>;

const published = z.object({
  position: z.object({ epoch: z.string(), offset: z.int() }).nullable(),
  timestamp: z.string(),
  duplicate: z.boolean(),
});
const results = z.object({
  results: z
    .array(z.union([published, z.object({ error: refusalView })]))
    .describe('One for each message, in the order given.'),
});

/**
 * `/api/publish`: for the application's own back ends. One message or up to a hundred, each with its
 * own result, in the order given. A repeat with the same `id` publishes once; an `Idempotency-Key`
 * gives every message without an id one made of the key and its place.
 */
export function publishRoutes(deps: RouteDeps): readonly Route[] {
  return [
    appRoute({
      method: 'POST',
      path: '/api/publish',
      tag: 'Application',
      summary: 'Publish one message, or up to a hundred',
      description:
        'A repeat with the same `id` publishes once. The header `Idempotency-Key` gives every message without an id one made of the key and its place.',
      body: z.union([batch, message]),
      opaque: true,
      bodyOf: (value) =>
        typeof value === 'object' && value !== null && 'messages' in value ? batch : message,
      response: results,
      handler: async ({ body, request }) => {
        const messages = 'messages' in body ? body.messages : [body];
        const given = request.headers['idempotency-key'];
        const key = given === undefined ? undefined : parse(z.string().min(1).max(100), given);
        // Started in their order, so that those of one topic keep it; committed together.
        const answers = await Promise.all(
          messages.map((one, index) => publishOne(one, key && `${key}:${index}`, deps)),
        );
        return { results: answers };
      },
    }),
  ];
}

async function publishOne(one: Message, keyId: string | undefined, deps: RouteDeps) {
  try {
    const { topic, store } = one;
    const payload = JSON.stringify(one.payload);
    if (Buffer.byteLength(payload) > deps.messageBytes) {
      throw new RestError('too_large', { detail: `At most ${deps.messageBytes} bytes.` });
    }
    const clientId = one.id ?? keyId;
    const event = one.action ?? one.event ?? '';
    const publication: AppPublication = {
      topic,
      event,
      payload,
      store,
      publisher: 'app',
      ...(clientId === undefined ? {} : { clientId }),
    };
    const { position, timestamp, duplicate } = await deps.publish(publication);
    return { position: position ?? null, timestamp, duplicate };
  } catch (error) {
    const { status, body } = refusalOf(error);
    if (status === 500) throw error;
    return { error: body };
  }
}
