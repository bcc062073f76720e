import type { Database } from '@parley/store';
import { DomainError } from '../../errors.ts';
import { pageOf } from '../../page.ts';
import { messageLimits } from '../message-limits.ts';
import { messageViews } from '../message-views.ts';
import { directNames } from '../room-names.ts';
import type { ChatThreadView, Page, PageQuery } from '../schema.ts';
import { countThreads, threadLines, unreadThreadIds, type ThreadLine } from '../thread-list.ts';
import { markThreadReadUnit } from '../units/threads.ts';
import { accepted } from './accepted.ts';

/** The threads that a member takes part in, those with the latest replies first. */
export async function listThreads(
  db: Database,
  memberId: number,
  query: PageQuery,
): Promise<Page<ChatThreadView>> {
  const { page, per_page } = query;
  const count = await countThreads(db.read, memberId);
  const lines = await threadLines(db.read, memberId, {
    limit: per_page,
    offset: (page - 1) * per_page,
  });
  return pageOf(await viewsOf(db, memberId, lines), count, query);
}

/** One of the member's threads. Throws `not_found`. */
export async function findThread(
  db: Database,
  memberId: number,
  threadId: number,
): Promise<ChatThreadView> {
  const lines = await threadLines(db.read, memberId, { threadId });
  const [view] = await viewsOf(db, memberId, lines);
  if (view === undefined) throw new DomainError('not_found');
  return view;
}

/** The threads with something new from others. */
export async function unreadThreads(
  db: Database,
  memberId: number,
): Promise<{ readonly chat_threads: readonly number[] }> {
  const most = messageLimits.unreadThreads.default;
  return { chat_threads: await unreadThreadIds(db.read, memberId, most) };
}

/** Marks one of the member's threads as read. Throws `not_found`. */
export async function markThreadRead(
  db: Database,
  memberId: number,
  threadId: number,
): Promise<void> {
  accepted(await db.run(markThreadReadUnit, { memberId, threadId }));
}

async function viewsOf(
  db: Database,
  memberId: number,
  lines: readonly ThreadLine[],
): Promise<ChatThreadView[]> {
  const ids = lines.flatMap((line) => [line.parent_message_id, line.last_reply_id ?? []].flat());
  const views = await messageViews(db.read, ids);
  const names = await directNames(
    db.read,
    memberId,
    lines.flatMap(({ room_id, kind }) => (kind === 'direct' ? room_id : [])),
  );
  return lines.flatMap((line) => {
    const parent = views.get(line.parent_message_id);
    if (parent === undefined) return [];
    return {
      id: line.id,
      chat_room_uuid: line.uuid,
      chat_room_name: names.get(line.room_id) ?? line.room_name,
      parent_message: parent,
      last_reply: views.get(line.last_reply_id ?? 0) ?? null,
      unread_messages_count: line.unread,
      replies_count: parent.replies_count,
    };
  });
}
