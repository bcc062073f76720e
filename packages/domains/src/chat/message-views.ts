import { sql, type Expression } from 'kysely';
import type { Db } from '../db.ts';
import { filesOf } from '../files/repository.ts';
import type { FileView } from '../files/schema.ts';
import { messageLimits } from './message-limits.ts';
import { tables } from './message-tables.ts';
import type { MessageType, MessageView, ReactionView, RoomKind, SenderView } from './schema.ts';

/** A message with its room and author, as it is shown. */
export interface MessageFacts {
  readonly id: number;
  readonly uuid: string;
  readonly kind: RoomKind;
  readonly participant_id: number;
  readonly body: string;
  readonly rich_text_json: Readonly<Record<string, unknown>>;
  readonly creation_uuid: string;
  readonly sent_on: string;
  readonly edited_on: string | null;
  readonly deleted_on: string | null;
  readonly thread_id: number | null;
  readonly parent_message_id: number | null;
  readonly topic_offset: number;
  readonly member_id: number;
  readonly message_type: MessageType;
  readonly name: string;
  readonly username: string;
  readonly role: string;
  readonly color: string;
  /** What it was sent with. */
  readonly file?: FileView | undefined;
}

/** What a thread shows on the message that it hangs on. */
export interface ThreadFacts {
  readonly replies: number;
  readonly participants: number;
  readonly preview: readonly SenderView[];
}

const noThread: ThreadFacts = { replies: 0, participants: 0, preview: [] };

/** A member as messages show them. */
export function senderOf(member: {
  readonly member_id: number;
  readonly name: string;
  readonly role: string;
  readonly color: string;
}): SenderView {
  const { member_id: community_member_id, name, role, color } = member;
  return { community_member_id, name, role, color, avatar_url: null };
}

/** A message as it is shown; a new one has neither thread nor reactions. Pure. */
export function messageView(
  row: MessageFacts,
  thread: ThreadFacts = noThread,
  reactions: readonly ReactionView[] = [],
): MessageView {
  return {
    id: row.id,
    chat_room_uuid: row.uuid,
    chat_room_kind: row.kind,
    chat_room_participant_id: row.participant_id,
    body: row.body,
    rich_text_body: { body: row.rich_text_json, circle_ios_fallback_text: row.body },
    sent_at: row.sent_on,
    created_at: row.sent_on,
    sender: { ...senderOf(row), username: row.username },
    creation_uuid: row.creation_uuid,
    chat_thread_id: row.thread_id,
    parent_message_id: row.parent_message_id,
    lesson_id: null,
    edited_at: row.edited_on,
    deleted_at: row.deleted_on,
    replies_count: row.parent_message_id === null ? thread.replies : 0,
    chat_thread_replies_count: thread.replies,
    total_thread_participants_count: thread.participants,
    thread_participants_preview: thread.preview,
    reactions,
    offset: row.topic_offset,
    ...(row.message_type === 'message' ? {} : { message_type: row.message_type }),
    ...(row.file === undefined ? {} : { file: row.file }),
  };
}

/**
 * Messages as they are shown, by id; ids of no message are left out. Five queries at most, whatever
 * the number of messages. It does not ask who may read them: the caller has.
 */
export async function messageViews(
  db: Db,
  ids: readonly number[],
): Promise<Map<number, MessageView>> {
  if (ids.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('chat_messages as message')
    .innerJoin('chat_rooms as room', 'room.id', 'message.room_id')
    .innerJoin('members as member', 'member.id', 'message.member_id')
    .select([
      'message.id',
      'message.participant_id',
      'message.body',
      'message.rich_text_json',
      'message.creation_uuid',
      'message.sent_on',
      'message.edited_on',
      'message.deleted_on',
      'message.thread_id',
      'message.parent_message_id',
      'message.topic_offset',
      'message.member_id',
      'message.message_type',
      'room.uuid',
      'room.kind',
      'member.name',
      'member.username',
      'member.role',
      'member.color',
    ])
    .where('message.id', 'in', ids)
    .execute();
  const threadIds = [...new Set(rows.flatMap(({ thread_id }) => thread_id ?? []))];
  const reactions = await reactionsTo(db, ids);
  const threads = await threadFacts(db, threadIds);
  const withFiles = rows.filter(({ message_type }) => message_type !== 'message');
  const files = await filesOf(
    db,
    withFiles.map(({ id }) => id),
  );
  return new Map(
    rows.map((row) => [
      row.id,
      messageView(
        { ...row, file: files.get(row.id) },
        threads.get(row.thread_id ?? 0),
        reactions.get(row.id),
      ),
    ]),
  );
}

/** What threads show, by their ids. */
export async function threadFacts(
  db: Db,
  threadIds: readonly number[],
): Promise<Map<number, ThreadFacts>> {
  if (threadIds.length === 0) return new Map();
  const counts = await tables(db)
    .selectFrom('chat_messages')
    .select(({ fn }) => ['thread_id', fn.countAll<number>().as('replies')])
    .where('thread_id', 'in', threadIds)
    .where('parent_message_id', 'is not', null)
    .where('deleted_on', 'is', null)
    .groupBy('thread_id')
    .execute();
  const faces = await tables(db)
    .with('ranked', (cte) =>
      cte
        .selectFrom('chat_thread_participants')
        .select([
          'thread_id',
          'member_id',
          ranked(sql`thread_id`, sql`joined_on, member_id`).as('rank'),
          counted(sql`thread_id`).as('participants'),
        ])
        .where('thread_id', 'in', threadIds),
    )
    .selectFrom('ranked')
    .innerJoin('members as member', 'member.id', 'ranked.member_id')
    .select([
      'ranked.thread_id',
      'ranked.member_id',
      'ranked.participants',
      'member.name',
      'member.role',
      'member.color',
    ])
    .where('ranked.rank', '<=', messageLimits.threadFacesShown.default)
    .orderBy('ranked.rank')
    .execute();
  return new Map(
    threadIds.map((id) => {
      const mine = faces.filter(({ thread_id }) => thread_id === id);
      return [
        id,
        {
          replies: counts.find(({ thread_id }) => thread_id === id)?.replies ?? 0,
          participants: mine[0]?.participants ?? 0,
          preview: mine.map(senderOf),
        },
      ];
    }),
  );
}

async function reactionsTo(db: Db, ids: readonly number[]): Promise<Map<number, ReactionView[]>> {
  const rows = await tables(db)
    .with('ranked', (cte) =>
      cte
        .selectFrom('chat_reactions')
        .select([
          'message_id',
          'emoji',
          'member_id',
          ranked(sql`message_id, emoji`, sql`created_on, member_id`).as('rank'),
          counted(sql`message_id, emoji`).as('count'),
          sql<string>`min(created_on) over (partition by message_id, emoji)`.as('first_on'),
        ])
        .where('message_id', 'in', ids),
    )
    .selectFrom('ranked')
    .selectAll()
    .where('rank', '<=', messageLimits.reactorsShown.default)
    .orderBy('first_on')
    .orderBy('emoji')
    .orderBy('rank')
    .execute();
  const reactions = new Map<number, Map<string, { count: number; members: number[] }>>();
  for (const { message_id, emoji, member_id, count } of rows) {
    let kinds = reactions.get(message_id);
    if (kinds === undefined) reactions.set(message_id, (kinds = new Map()));
    const kind = kinds.get(emoji);
    if (kind === undefined) kinds.set(emoji, { count, members: [member_id] });
    else kind.members.push(member_id);
  }
  return new Map(
    [...reactions].map(([id, kinds]) => [
      id,
      [...kinds].map(([emoji, { count, members }]) => ({
        emoji,
        count,
        community_member_ids: members,
      })),
    ]),
  );
}

function ranked(
  part: Expression<unknown>,
  order: Expression<unknown>,
): ReturnType<typeof sql<number>> {
  return sql<number>`row_number() over (partition by ${part} order by ${order})`;
}

function counted(part: Expression<unknown>): ReturnType<typeof sql<number>> {
  return sql<number>`count(*) over (partition by ${part})`;
}
