import { HubError } from '../errors.ts';
import type { ReadResult } from '../ports/topic-log.ts';
import type { Position } from '../publication.ts';
import type { Session } from '../session/session.ts';
import { authorsOf, toldMessages, type PageView } from '../session/joining.ts';
import type { Listener } from '../topics/listener.ts';
import { fitting } from '../topics/page-size.ts';

/** Which page: the newest below `before`, the oldest above `after`, or the newest of all. */
export interface HistoryRequest {
  readonly address: string;
  readonly before?: Position;
  readonly after?: Position;
  readonly limit: number;
}

/** Reads one page of a joined topic, within what may be read. */
export async function history(session: Session, request: HistoryRequest): Promise<PageView> {
  const listener = session.joined(request.address);
  const { topic, grants } = listener;
  const { hub } = session;
  const { limits, profiles } = hub;
  if (!grants.history) throw new HubError('forbidden', 'no history on this topic');
  if (request.before !== undefined && request.after !== undefined) {
    throw new HubError('bad_request', 'before and after exclude each other');
  }
  const limit = Math.min(Math.max(request.limit, 1), limits.pageSize);
  hub.requireFreshRights(topic.name);
  const { head, messages } = await readPage(session, listener, request, limit + 1);
  const cursor = request.before ?? request.after;
  const fromStart = cursor?.epoch === '' && cursor.offset === 0;
  if (cursor !== undefined && !fromStart && cursor.epoch !== head.epoch) {
    throw new HubError('bad_position', 'the topic has another epoch');
  }
  const forward = request.after !== undefined;
  const bounds = { pageSize: limit, pageCharacters: limits.pageCharacters };
  const count = fitting(messages, bounds, forward ? 'first' : 'last');
  const more = messages.length > count;
  const page = forward ? messages.slice(0, count) : messages.slice(messages.length - count);
  // Removed meanwhile: nothing is shown after that.
  if (session.listeners.get(request.address) !== listener) {
    throw new HubError('not_joined', 'the subscription ended');
  }
  // The log may be ahead of what this node has delivered, a removal among it: the rest comes live.
  const shown = page.filter(({ position }) => position.offset <= topic.delivered);
  return {
    epoch: head.epoch,
    messages: toldMessages(session, shown),
    authors: authorsOf(shown, (id) => profiles.known(id)),
    older: forward ? (request.after?.offset ?? 0) >= head.low : more,
    next:
      forward && more && shown.length === page.length ? page.at(-1)?.position.offset : undefined,
  };
}

/** Rows with the names of their authors; again when old text was replaced meanwhile. */
async function readPage(
  { hub: { log, profiles } }: Session,
  { topic, grants }: Listener,
  { before, after }: HistoryRequest,
  limit: number,
): Promise<ReadResult> {
  for (;;) {
    const { redactions } = topic.memory;
    const page = await log.read({
      topic: topic.name,
      limit,
      internal: false,
      ...(before === undefined ? {} : { before: before.offset }),
      ...(after === undefined ? {} : { after: after.offset }),
      ...(grants.readable === undefined ? {} : { readable: grants.readable }),
    });
    const authors = page.messages.flatMap(({ memberId }) => (memberId === null ? [] : [memberId]));
    await profiles.load(authors);
    if (topic.memory.redactions === redactions) return page;
  }
}
