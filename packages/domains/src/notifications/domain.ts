import { createHmac } from 'node:crypto';
import type { Grants, Refusal } from '@parley/hub';
import type { Database, Unit } from '@parley/store';
import { valueOf } from '../db.ts';
import { unitsBeside, type Domain } from '../domain.ts';
import { DomainError } from '../errors.ts';
import { pageOf } from '../page.ts';
import { notificationChannels } from './channels.ts';
import { forgetRequests } from './jobs.ts';
import { notificationMigrations } from './migrations.ts';
import type { Notifications } from './notifications.ts';
import { countsFor, notificationOf, notificationPage, viewsOf } from './repository.ts';
import { notificationTopic, type CreateNotificationBody, type NotificationView } from './schema.ts';
import { notificationShapes } from './shapes.ts';
import { archiveUnit, createUnit, markReadUnit, removeUnit, resetUnit } from './units.ts';

const listenOnly: Grants = { publish: false, history: true, presence: false, whisper: false };
const notYours: Refusal = { refused: 'forbidden', reason: "another member's own topic" };

/** What members are told beside what they listen to: who answered, mentioned or wrote to them. */
export const notificationsDomain: Domain = {
  name: 'notifications',
  migrations: notificationMigrations,
  units: unitsBeside(import.meta.url),
  topics: () => [
    {
      pattern: 'notification-channel-{id}',
      rule: ({ principal, topic }) =>
        topic === notificationTopic(principal.memberId) ? listenOnly : notYours,
    },
  ],
  events: notificationShapes,
  channels: () => notificationChannels,
  jobs: ({ db }) => [forgetRequests(db)],
};

/** Notifications over a database. */
export function createNotifications({ db }: { readonly db: Database }): Notifications {
  const find = async (memberId: number, id: number): Promise<NotificationView> => {
    const row = await notificationOf(db.read, memberId, id);
    const [view] = await viewsOf(db.read, row === undefined ? [] : [row]);
    if (view === undefined) throw new DomainError('not_found');
    return view;
  };
  const onOne = async (
    unit: Unit<{ memberId: number; id: number }, { found: boolean }>,
    memberId: number,
    id: number,
  ): Promise<void> => {
    if (!valueOf(await db.run(unit, { memberId, id })).found) throw new DomainError('not_found');
  };
  return {
    list: async (memberId, query) => {
      const { rows, count } = await notificationPage(db.read, memberId, query);
      return pageOf(await viewsOf(db.read, rows), count, query);
    },
    counts: (memberId) => countsFor(db.read, memberId),
    reset: async (memberId) => void (await db.run(resetUnit, { memberId, isRead: false })),
    markAllAsRead: async (memberId) => void (await db.run(resetUnit, { memberId, isRead: true })),
    markAsRead: async (memberId, id) => {
      await onOne(markReadUnit, memberId, id);
      return find(memberId, id);
    },
    archive: async (memberId, id) => {
      await onOne(archiveUnit, memberId, id);
      return find(memberId, id);
    },
    remove: (memberId, id) => onOne(removeUnit, memberId, id),
    create: async ({ creation_uuid, ...body }) =>
      valueOf(
        await db.run(createUnit, {
          memberIds: body.community_member_ids,
          displayAction: body.display_action,
          text: body.text,
          url: body.action_web_url,
          request:
            creation_uuid === undefined
              ? null
              : { id: creation_uuid, digest: digestOf(body, await db.secret(DIGESTS, 32)) },
        }),
      ),
  };
}

/** The name of the secret that digests of requests are made with. */
const DIGESTS = 'notification-requests';

/** What two requests have in common that ask for the same; it tells nothing without the key. */
function digestOf(body: CreateNotificationBody, key: Uint8Array): string {
  const { community_member_ids, display_action, text, action_web_url } = body;
  const asked = JSON.stringify([community_member_ids, display_action, text, action_web_url]);
  return createHmac('sha256', key).update(asked).digest('base64url');
}
