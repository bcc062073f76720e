import type { MessageView, SenderView } from '@parley/domains/chat/schema';

/** Most faces that a thread shows on its parent. */
const FACES = 5;

/** What is left of a message that was deleted. */
export function tombstone(message: MessageView, at: string): MessageView {
  return {
    ...message,
    body: '',
    rich_text_body: { body: { type: 'doc', content: [] }, circle_ios_fallback_text: '' },
    reactions: [],
    file: undefined,
    deleted_at: message.deleted_at ?? at,
  };
}

/** A parent with one more reply. The reply says how many there are now; else they are counted. */
export function repliedTo(parent: MessageView, reply: MessageView): MessageView {
  const faces = reply.thread_participants_preview.length > 0;
  const known = reply.chat_thread_replies_count > 0;
  const preview = faces
    ? reply.thread_participants_preview
    : withFace(parent.thread_participants_preview, reply.sender);
  const count = known ? reply.chat_thread_replies_count : parent.replies_count + 1;
  return {
    ...parent,
    chat_thread_id: reply.chat_thread_id ?? parent.chat_thread_id,
    replies_count: count,
    chat_thread_replies_count: count,
    thread_participants_preview: preview,
    total_thread_participants_count: Math.max(
      reply.total_thread_participants_count,
      parent.total_thread_participants_count,
      preview.length,
    ),
  };
}

/** A parent with one reply less. */
export function withoutReply(parent: MessageView): MessageView {
  const count = Math.max(0, parent.replies_count - 1);
  return { ...parent, replies_count: count, chat_thread_replies_count: count };
}

function withFace(faces: readonly SenderView[], sender: SenderView): readonly SenderView[] {
  const there = faces.some((face) => face.community_member_id === sender.community_member_id);
  return there || faces.length >= FACES ? faces : [...faces, sender];
}

/** A message with one's own reaction put to it, or taken from it. */
export function reacted(
  message: MessageView,
  emoji: string,
  self: number,
  on: boolean,
): MessageView {
  const held = message.reactions.find((reaction) => reaction.emoji === emoji);
  const ids = held?.community_member_ids ?? [];
  if (ids.includes(self) === on) return message;
  const community_member_ids = on ? [...ids, self] : ids.filter((id) => id !== self);
  const count = (held?.count ?? 0) + (on ? 1 : -1);
  const next = { emoji, count, community_member_ids };
  const reactions =
    held === undefined
      ? [...message.reactions, next]
      : message.reactions.map((reaction) => (reaction === held ? next : reaction));
  return { ...message, reactions: reactions.filter((reaction) => reaction.count > 0) };
}
