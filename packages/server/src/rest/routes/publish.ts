import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { requireApp } from '../../auth/callers.ts';
import { parse } from '../body.ts';
import type { AppPublication, RouteDeps } from '../deps.ts';
import { refusalOf } from '../error-reply.ts';
import { RestError } from '../errors.ts';

const MOST_MESSAGES = 100;

const id = z.string().min(1).max(128);
const action = z.string().min(1).max(128);
const message = z
  .object({
    topic: z.string().min(1).max(256),
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

/**
 * `/api/publish`: for the application's own back ends. One message or up to a hundred, each with its
 * own result, in the order given. A repeat with the same `id` publishes once; an `Idempotency-Key`
 * gives every message without an id one made of the key and its place.
 */
export function addPublish(app: FastifyInstance, deps: RouteDeps): void {
  app.post('/api/publish', async (request) => {
    requireApp(request, deps);
    const { body } = request;
    const many = typeof body === 'object' && body !== null && 'messages' in body;
    const messages = many ? parse(batch, body).messages : [parse(message, body)];
    const given = request.headers['idempotency-key'];
    const key = given === undefined ? undefined : parse(z.string().min(1).max(100), given);
    // Started in their order, so that those of one topic keep it; committed together.
    const results = await Promise.all(
      messages.map((one, index) => publishOne(one, key && `${key}:${index}`, deps)),
    );
    return { results };
  });
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
