import { HubError } from '../errors.ts';
import type { Position } from '../publication.ts';
import type { Session } from '../session/session.ts';
import { authorsOf, type PageView } from '../session/joining.ts';

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
  const { log, limits, profiles } = session.hub;
  if (!grants.history) throw new HubError('forbidden', 'no history on this topic');
  if (request.before !== undefined && request.after !== undefined) {
    throw new HubError('bad_request', 'before and after exclude each other');
  }
  const limit = Math.min(Math.max(request.limit, 1), limits.pageSize);
  const { head, messages } = await log.read({
    topic: topic.name,
    limit: limit + 1,
    internal: false,
    ...(request.before === undefined ? {} : { before: request.before.offset }),
    ...(request.after === undefined ? {} : { after: request.after.offset }),
    ...(grants.readable === undefined ? {} : { readable: grants.readable }),
  });
  const cursor = request.before ?? request.after;
  const fromStart = cursor?.epoch === '' && cursor.offset === 0;
  if (cursor !== undefined && !fromStart && cursor.epoch !== head.epoch) {
    throw new HubError('bad_position', 'the topic has another epoch');
  }
  const more = messages.length > limit;
  const forward = request.after !== undefined;
  const page = more ? (forward ? messages.slice(0, limit) : messages.slice(1)) : messages;
  await profiles.load(page.flatMap(({ memberId }) => (memberId === null ? [] : [memberId])));
  // Removed meanwhile: nothing is shown after that.
  if (session.listeners.get(request.address) !== listener) {
    throw new HubError('not_joined', 'the subscription ended');
  }
  // The log may be ahead of what this node has delivered, a removal among it: the rest comes live.
  const shown = page.filter(({ position }) => position.offset <= topic.delivered);
  return {
    epoch: head.epoch,
    messages: shown,
    authors: authorsOf(shown, (id) => profiles.known(id)),
    older: forward ? (request.after?.offset ?? 0) >= head.low : more,
    next:
      forward && more && shown.length === page.length ? page.at(-1)?.position.offset : undefined,
  };
}
