import type { UnitContext } from '@parley/store';
import { notificationLimits } from './limits.ts';
import {
  aboutMessage,
  blankNotifications,
  countsOf,
  insertNotifications,
  keepNewest,
  membersOf,
  viewsOf,
  type NotificationRow,
} from './repository.ts';
import {
  NOTIFICATION_EVENT,
  notificationTopic,
  type NotificationEventName,
  type NotificationEvents,
  type NotificationKind,
} from './schema.ts';

/** Something that a member is to be told of. */
export interface Notice {
  readonly memberId: number;
  readonly kind: NotificationKind;
  /** Who caused it; `null` for the application. Nobody is told of what they did themselves. */
  readonly actorId: number | null;
  readonly roomId: number | null;
  readonly messageId: number | null;
  readonly parentMessageId: number | null;
  /** One line to show. */
  readonly displayAction: string;
  /** What it is about: the beginning of the message. */
  readonly text: string;
  /** Where the application leads to. */
  readonly url: string | null;
}

/** Queues one of the domain's events on a member's own topic. */
export function tellMember<E extends NotificationEventName>(
  tx: UnitContext,
  memberId: number,
  event: E,
  payload: NotificationEvents[E],
  subject?: string,
): void {
  tx.publish({
    topics: [notificationTopic(memberId)],
    event: NOTIFICATION_EVENT + event,
    payload,
    ...(subject === undefined ? {} : { subject }),
  });
}

/** By what a notification's event is redacted. */
export function subjectOf(id: number): `notification:${number}` {
  return `notification:${id}`;
}

/**
 * Notifies members inside a unit of whatever domain: a row each, `newNotification`, then the new
 * count once for each member. Locks the members' notification topics first, so that the counts told
 * there are right. Members who do not exist, or are not active, are left out; answers how many
 * notices were given. Best called last in a unit.
 */
export async function notify(tx: UnitContext, notices: readonly Notice[]): Promise<number> {
  const meant = notices.filter(({ memberId, actorId }) => memberId !== actorId);
  const members = await membersOf(
    tx.db,
    meant.map(({ memberId }) => memberId),
  );
  const given = meant.filter(({ memberId }) => members.has(memberId));
  if (given.length === 0) return 0;
  const memberIds = [...new Set(given.map(({ memberId }) => memberId))];
  await tx.lock(memberIds.map(notificationTopic));
  const rows = await insertNotifications(
    tx.db,
    given.map((notice) => ({
      member_id: notice.memberId,
      kind: notice.kind,
      actor_id: notice.actorId,
      room_id: notice.roomId,
      message_id: notice.messageId,
      parent_message_id: notice.parentMessageId,
      display_action: notice.displayAction,
      body: notice.text,
      action_web_url: notice.url,
      created_on: tx.now,
      read_on: null,
      archived_on: null,
    })),
  );
  const gone = await keepNewest(tx.db, memberIds, {
    most: notificationLimits.kept.default,
    slack: notificationLimits.keptSlack.default,
  });
  // Without its row, what the log holds of it would not be found when the message is deleted.
  await blankEvents(
    tx,
    gone.filter(({ body, message_id }) => message_id !== null && body !== ''),
  );
  const views = await viewsOf(tx.db, rows);
  const counts = await countsOf(tx.db, memberIds);
  for (const [index, row] of rows.entries()) {
    const view = views[index];
    if (view !== undefined) {
      tellMember(tx, row.member_id, 'newNotification', view, subjectOf(row.id));
    }
  }
  for (const [memberId, { new_notifications_count }] of counts) {
    tellMember(tx, memberId, 'updateNewNotificationCount', { new_notifications_count });
  }
  return rows.length;
}

/** Takes back what notifications quote of a message that was deleted or edited, rows and events. */
export async function forgetMessage(tx: UnitContext, messageId: number): Promise<void> {
  const rows = await aboutMessage(tx.db, messageId);
  await blankNotifications(
    tx.db,
    rows.map(({ id }) => id),
  );
  await blankEvents(tx, rows);
}

/** Takes what notifications quote out of their events. */
async function blankEvents(tx: UnitContext, rows: readonly NotificationRow[]): Promise<void> {
  const views = await viewsOf(
    tx.db,
    rows.map((row) => ({ ...row, body: '' })),
  );
  for (const [index, row] of rows.entries()) {
    await tx.redact([notificationTopic(row.member_id)], subjectOf(row.id), views[index]);
  }
}
