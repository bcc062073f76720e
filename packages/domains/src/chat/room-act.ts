import { HubError, type Act, type Actor, type HubErrorCode, type Published } from '@parley/hub';
import { DomainError, type DomainErrorCode } from '../errors.ts';
import type { Chat } from './chat.ts';
import { chatEvents, sendMessageBody } from './schema.ts';

/**
 * Takes what clients publish on a room's topic. Stored: it is said in the room, by the name that the
 * client calls it; `message` is the plain text, `rich_text_body` the document, `parent_message_id` what
 * it answers. `typing` is told in every language. Anything else transient stays what it is, but what
 * looks like one of chat's own events is refused: nobody shall mistake a signal for something said.
 */
export function roomAct(
  chat: Pick<Chat, 'send' | 'typing'>,
  { now = () => Date.now() }: { readonly now?: () => number } = {},
): Actor {
  return (act) => {
    if (act.store) return refusing(store(chat, act));
    if (act.event !== 'typing') {
      refuseLookAlikes(act);
      return undefined;
    }
    return refusing(tellTyping(chat, act, new Date(now()).toISOString()));
  };
}

/** Refuses what looks like one of chat's own events. */
export function refuseLookAlikes({ event, payload }: Act): void {
  const named = objectOf(payload)['event'];
  for (const name of [event, named]) {
    if (typeof name === 'string' && Object.hasOwn(chatEvents, name)) {
      throw new HubError('bad_request', `${name} is told by the server alone`);
    }
  }
}

async function store(chat: Pick<Chat, 'send'>, act: Act): Promise<Published> {
  const { message: body, ...payload } = objectOf(act.payload);
  const parsed = sendMessageBody.safeParse({
    ...payload,
    ...(body === undefined ? {} : { body }),
    creation_uuid: act.clientId,
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new HubError('bad_request', issue?.message ?? 'This is no message.');
  }
  const { memberId } = act.principal;
  const { connectionId } = act;
  const { position, timestamp, duplicate } = await chat.send(
    { memberId, ...(connectionId === null ? {} : { connectionId }) },
    act.params['uuid'] ?? '',
    parsed.data,
    { action: act.event },
  );
  return { position, timestamp, duplicate };
}

async function tellTyping(
  chat: Pick<Chat, 'typing'>,
  act: Act,
  timestamp: string,
): Promise<Published> {
  const { parent_message_id: parent } = objectOf(act.payload);
  const parentId = typeof parent === 'number' && Number.isSafeInteger(parent) ? parent : null;
  await chat.typing(act.principal.memberId, act.params['uuid'] ?? '', parentId);
  return { position: undefined, timestamp, duplicate: false };
}

function objectOf(payload: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(payload);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  return {};
}

const codes: Partial<Record<DomainErrorCode, HubErrorCode>> = {
  not_found: 'forbidden',
  forbidden: 'forbidden',
  invalid: 'bad_request',
  too_many: 'bad_request',
  busy: 'busy',
};

/** A domain's refusals in the hub's words. */
async function refusing<T>(done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    const code = error instanceof DomainError ? codes[error.code] : undefined;
    if (!(error instanceof DomainError) || code === undefined) throw error;
    throw new HubError(
      code,
      error.message,
      error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter },
    );
  }
}
