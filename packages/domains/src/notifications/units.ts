import { HubError } from '@parley/hub';
import { defineUnit, type Unit } from '@parley/store';
import { notificationLimits } from './limits.ts';
import { notify, subjectOf, tellMember } from './notify.ts';
import {
  countsFor,
  deleteNotification,
  markAllRead,
  markNotification,
  markSeen,
  notificationOf,
  viewsOf,
} from './repository.ts';
import { deleteRequests, noteRequest, requestOf, takeRequest } from './request-repository.ts';
import { notificationTopic } from './schema.ts';

type Own = { readonly memberId: number; readonly id: number };
type Found = { readonly found: boolean };

/** Nothing is new any more; with `isRead` nothing is unread either. Told on every device. */
export const resetUnit: Unit<{ memberId: number; isRead: boolean }, { done: true }> = defineUnit({
  name: 'notifications.reset',
  topic: ({ memberId }) => notificationTopic(memberId),
  run: async (tx, { memberId, isRead }) => {
    await markSeen(tx.db, memberId);
    if (isRead) await markAllRead(tx.db, memberId, tx.now);
    tellMember(tx, memberId, 'resetNewNotificationCount', { new_notifications_count: 0 });
    return { done: true };
  },
});

/** Marks one as read. What is new stays new. */
export const markReadUnit: Unit<Own, Found> = defineUnit({
  name: 'notifications.markRead',
  run: async (tx, { memberId, id }) => {
    const row = await markNotification(tx.db, memberId, id, { read_on: tx.now });
    return { found: row !== undefined };
  },
});

/** Puts one away; a new one is new no more, and the count is told. */
export const archiveUnit: Unit<Own, Found> = defineUnit({
  name: 'notifications.archive',
  topic: ({ memberId }) => notificationTopic(memberId),
  run: async (tx, { memberId, id }) => {
    const before = await countsFor(tx.db, memberId);
    const row = await markNotification(tx.db, memberId, id, { archived_on: tx.now });
    if (row === undefined) return { found: false };
    const { new_notifications_count } = await countsFor(tx.db, memberId);
    if (new_notifications_count !== before.new_notifications_count) {
      tellMember(tx, memberId, 'updateNewNotificationCount', { new_notifications_count });
    }
    return { found: true };
  },
});

/** Removes one, and what the log holds of it; a new one is counted no more, and the count is told. */
export const removeUnit: Unit<Own, Found> = defineUnit({
  name: 'notifications.remove',
  topic: ({ memberId }) => notificationTopic(memberId),
  run: async (tx, { memberId, id }) => {
    const before = await countsFor(tx.db, memberId);
    const row = await notificationOf(tx.db, memberId, id);
    if (row === undefined) return { found: false };
    const [blank] = await viewsOf(tx.db, [{ ...row, display_action: '', body: '' }]);
    await deleteNotification(tx.db, memberId, id);
    await tx.redact([notificationTopic(memberId)], subjectOf(id), blank);
    const { new_notifications_count } = await countsFor(tx.db, memberId);
    if (new_notifications_count !== before.new_notifications_count) {
      tellMember(tx, memberId, 'updateNewNotificationCount', { new_notifications_count });
    }
    return { found: true };
  },
});

/**
 * Notifies members for the application. Members who are not there are left out. A repeat of a request
 * answers as the first one did; its id for something else throws `message_id_reused`.
 */
export const createUnit: Unit<
  {
    memberIds: readonly number[];
    displayAction: string;
    text: string;
    url: string | null;
    request: { readonly id: string; readonly digest: string } | null;
  },
  { notified: number }
> = defineUnit({
  name: 'notifications.create',
  run: async (tx, { memberIds, request, ...what }) => {
    if (request !== null && !(await takeRequest(tx.db, { ...request, created_on: tx.now }))) {
      const first = await requestOf(tx.db, request.id);
      if (first?.digest !== request.digest) {
        throw new HubError('message_id_reused', 'This id was used for another request.');
      }
      return { notified: first.notified };
    }
    const notices = [...new Set(memberIds)].map((memberId) => ({
      ...what,
      memberId,
      kind: 'custom' as const,
      actorId: null,
      roomId: null,
      messageId: null,
      parentMessageId: null,
    }));
    const notified = await notify(tx, notices);
    if (request !== null) await noteRequest(tx.db, request.id, notified);
    return { notified };
  },
});

/** Forgets requests that nobody repeats any more, some at a time. */
export const forgetRequestsUnit: Unit<null, { gone: number }> = defineUnit({
  name: 'notifications.forgetRequests',
  run: async (tx) => {
    const kept = notificationLimits.requestsKept.default;
    const before = new Date(Date.parse(tx.now) - kept).toISOString();
    const limit = notificationLimits.requestsAtOnce.default;
    return { gone: await deleteRequests(tx.db, { before, limit }) };
  },
});
