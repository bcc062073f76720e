import type { Database } from '@parley/store';
import { pageOf } from '../../page.ts';
import { messageViews } from '../message-views.ts';
import { directNames } from '../room-names.ts';
import type { Page, SearchHit, SearchQuery } from '../schema.ts';
import { searchIn, wordsOf } from '../search.ts';

/** What a member may read that has all the words, each as the beginning of one; the newest first. */
export async function searchMessages(
  db: Database,
  memberId: number,
  query: SearchQuery,
): Promise<Page<SearchHit>> {
  const { page, per_page } = query;
  const all = await searchIn(db, memberId, wordsOf(query.query), query.chat_room_uuid);
  const shown = all.slice((page - 1) * per_page, page * per_page);
  const ids = shown.map(({ id }) => id);
  const views = await messageViews(db.read, ids);
  const names = await directNames(
    db.read,
    memberId,
    shown.flatMap(({ room_id, kind }) => (kind === 'direct' ? room_id : [])),
  );
  const records = shown.flatMap(({ id, room_id, name }) => {
    const message = views.get(id);
    const chat_room_name = names.get(room_id) ?? name;
    return message === undefined ? [] : { chat_room_name, message };
  });
  return pageOf(records, all.length, query);
}
