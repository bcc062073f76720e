import type { UnitContext } from '@parley/store';
import { notify, type Notice } from '../../notifications/notify.ts';
import type { NotificationKind } from '../../notifications/schema.ts';
import { notificationTopic } from '../../notifications/schema.ts';
import { cutText } from '../../text.ts';
import type { ListenerRow } from '../message-repository.ts';
import { listenersOf } from '../message-repository.ts';
import { activeMembers } from '../participant-repository.ts';
import type { MessageView, RoomAccess } from '../schema.ts';

const TEXT = 200;

/** What a message means to whom it is for. */
export interface Occasion {
  readonly roomId: number;
  readonly access: RoomAccess;
  readonly message: MessageView;
  readonly mentions: readonly number[];
  /** Those it is for in the first place: the other in a direct room, those in the thread. */
  readonly meant: readonly Pick<ListenerRow, 'member_id' | 'is_muted'>[];
  readonly kind: 'direct_message' | 'reply';
  /** Where else the unit publishes. */
  readonly topics: readonly string[];
}

const actions = {
  direct_message: (name: string) => `${name} sent you a message`,
  reply: (name: string) => `${name} replied in a thread`,
  mention: (name: string) => `${name} mentioned you`,
} as const;

/**
 * Notifies of a new message, each member once: of a mention rather than of a reply or a direct
 * message. Who muted the room hears of mentions only. Mentions count for those in the room and, where
 * it is open, for everybody.
 */
export async function notifyOfMessage(tx: UnitContext, occasion: Occasion): Promise<void> {
  const { message, access, roomId, meant } = occasion;
  const author = message.sender.community_member_id;
  const kinds = new Map<number, 'direct_message' | 'reply' | 'mention'>();
  for (const { member_id, is_muted } of meant) if (!is_muted) kinds.set(member_id, occasion.kind);
  for (const id of await mentioned(tx, roomId, access, occasion.mentions)) kinds.set(id, 'mention');
  kinds.delete(author);
  if (kinds.size === 0) return;
  await tx.lock([...occasion.topics, ...[...kinds.keys()].map(notificationTopic)]);
  await notify(
    tx,
    [...kinds].map(([memberId, kind]) =>
      noticeOf(roomId, message, {
        memberId,
        kind,
        displayAction: actions[kind](message.sender.name),
      }),
    ),
  );
}

/** Notifies the author of a message that somebody reacted to it. */
export async function notifyOfReaction(
  tx: UnitContext,
  {
    roomId,
    message,
    by,
    emoji,
    topics,
  }: {
    readonly roomId: number;
    readonly message: MessageView;
    readonly by: { readonly memberId: number; readonly name: string };
    readonly emoji: string;
    readonly topics: readonly string[];
  },
): Promise<void> {
  const author = message.sender.community_member_id;
  if (author === by.memberId) return;
  const [listener] = await listenersOf(tx.db, roomId, [author]);
  if (listener === undefined || listener.is_muted) return;
  await tx.lock([...topics, notificationTopic(author)]);
  const notice = noticeOf(roomId, message, {
    memberId: author,
    kind: 'reaction',
    displayAction: `${by.name} reacted with ${emoji}`,
  });
  await notify(tx, [{ ...notice, actorId: by.memberId }]);
}

function noticeOf(
  roomId: number,
  message: MessageView,
  to: {
    readonly memberId: number;
    readonly kind: NotificationKind;
    readonly displayAction: string;
  },
): Notice {
  return {
    ...to,
    actorId: message.sender.community_member_id,
    roomId,
    messageId: message.id,
    parentMessageId: message.parent_message_id,
    text: cutText((message.file?.name ?? message.body).slice(0, TEXT * 20), TEXT - 1, '…'),
    url: null,
  };
}

async function mentioned(
  tx: UnitContext,
  roomId: number,
  access: RoomAccess,
  memberIds: readonly number[],
): Promise<Iterable<number>> {
  if (memberIds.length === 0) return [];
  if (access === 'open') return activeMembers(tx.db, memberIds);
  return (await listenersOf(tx.db, roomId, memberIds)).map(({ member_id }) => member_id);
}
