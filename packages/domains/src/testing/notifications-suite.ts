import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNotifications, type Notifications } from '../notifications/index.ts';
import { forgetRequests } from '../notifications/jobs.ts';
import { notificationLimits } from '../notifications/limits.ts';
import {
  notificationEvents,
  notificationTopic,
  type NotificationQuery,
} from '../notifications/schema.ts';
import type { Heard, OpenChat } from './open-chat.ts';

const all: NotificationQuery = { page: 1, per_page: 100, sort: 'newest', status: 'all' };

/** What notifications promise, on whatever engine. */
export function notificationsSuite(name: string, open: () => Promise<OpenChat>): void {
  describe(name, () => {
    let at: OpenChat;
    let told: Notifications;
    let ada: number;
    let bob: number;
    beforeAll(async () => {
      at = await open();
      told = createNotifications({ db: at.db });
      ada = await at.member('Ada');
      bob = await at.member('Bob');
    });
    afterAll(() => at.close());

    const direct = async (one: number, other: number): Promise<string> =>
      (
        await at.chat.createRoom(one, {
          chat_room: { kind: 'direct', community_member_ids: [other] },
        })
      ).uuid;
    const heard = (memberId: number, since: number): [string, Heard['payload']][] =>
      at
        .on(notificationTopic(memberId), since)
        .map(({ event, payload }) => [event.replace('notifications.', ''), payload]);
    const counts = (payloads: [string, Heard['payload']][]): unknown[] =>
      payloads
        .filter(([event]) => event === 'updateNewNotificationCount')
        .map(([, payload]) => payload['new_notifications_count']);

    describe('C11 notifications and their counters', () => {
      it('are told as REST shows them, then the count, equal in both', async () => {
        const uuid = await direct(ada, bob);
        const since = at.mark();
        const id = await at.say(ada, uuid, 'Are you there?');
        const [[first, notification] = [], [second, count] = [], ...rest] = heard(bob, since);
        expect([first, second, rest]).toEqual([
          'newNotification',
          'updateNewNotificationCount',
          [],
        ]);
        const { records } = await told.list(bob, all);
        expect(notification).toEqual(records[0]);
        expect(notificationEvents.newNotification.schema.safeParse(notification).success).toBe(
          true,
        );
        expect(notification).toMatchObject({
          notification_type: 'direct_message',
          actor: { community_member_id: ada, name: 'Ada' },
          text: 'Are you there?',
          chat_room_uuid: uuid,
          chat_room_message_id: id,
          read_at: null,
        });
        expect(count).toEqual({ new_notifications_count: 1 });
        expect(await told.counts(bob)).toEqual({
          new_notifications_count: 1,
          new_mentions_count: 0,
          new_inbox_count: 1,
        });
        expect(heard(ada, since)).toEqual([]);
      });

      it('count mentions and the rest apart', async () => {
        const [one, other] = [await at.member('Mia'), await at.member('Noa')];
        const uuid = await at.room([one, other]);
        const mention = { type: 'mention', attrs: { id: other, label: 'Noa' } };
        const body = { type: 'doc', content: [{ type: 'paragraph', content: [mention] }] };
        await at.chat.send({ memberId: one }, uuid, { rich_text_body: { body } });
        const parent = await at.say(other, uuid, 'A question');
        await at.say(one, uuid, 'An answer', parent);
        await at.chat.addReaction(one, { chat_room_message: parent, emoji: '👍' });
        expect(await told.counts(other)).toEqual({
          new_notifications_count: 3,
          new_mentions_count: 1,
          new_inbox_count: 2,
        });
        const { records } = await told.list(other, all);
        expect(records.map((record) => record.notification_type)).toEqual([
          'reaction',
          'reply',
          'mention',
        ]);
      });

      it('are right however many come at once', async () => {
        const me = await at.member('Olga');
        const senders = await Promise.all(
          ['P1', 'P2', 'P3', 'P4', 'P5', 'P6'].map((one) => at.member(one)),
        );
        const rooms = await Promise.all(senders.map((one) => direct(one, me)));
        const since = at.mark();
        await Promise.all(
          senders.flatMap((one, index) =>
            ['a', 'b', 'c'].map((text) => at.say(one, rooms[index] ?? '', text)),
          ),
        );
        const payloads = heard(me, since);
        expect(counts(payloads)).toEqual(Array.from({ length: 18 }, (_, index) => index + 1));
        // Each new one is followed by its count.
        expect(payloads.map(([event]) => event)).toEqual(
          Array.from({ length: 18 }, () => [
            'newNotification',
            'updateNewNotificationCount',
          ]).flat(),
        );
        expect((await told.counts(me)).new_notifications_count).toBe(18);
      });

      it('are reset on every device; what was unread stays so, until all is marked', async () => {
        const me = await at.member('Quinn');
        const uuid = await direct(ada, me);
        await at.say(ada, uuid, 'one');
        await at.say(ada, uuid, 'two');
        const since = at.mark();
        await told.reset(me);
        expect(heard(me, since)).toEqual([
          ['resetNewNotificationCount', { new_notifications_count: 0 }],
        ]);
        expect((await told.counts(me)).new_notifications_count).toBe(0);
        expect((await told.list(me, { ...all, status: 'unread' })).count).toBe(2);
        await at.say(ada, uuid, 'three');
        expect((await told.counts(me)).new_notifications_count).toBe(1);
        const later = at.mark();
        await told.markAllAsRead(me);
        expect(heard(me, later)).toEqual([
          ['resetNewNotificationCount', { new_notifications_count: 0 }],
        ]);
        expect((await told.list(me, { ...all, status: 'unread' })).count).toBe(0);
        expect(
          (await told.list(me, { ...all, status: 'read', sort: 'oldest' })).records[0]?.text,
        ).toBe('one');
      });

      it('are read, put away and removed one by one, by nobody else', async () => {
        const me = await at.member('Rita');
        const uuid = await direct(ada, me);
        for (const text of ['one', 'two', 'a-secret-told']) await at.say(ada, uuid, text);
        const [three, two, one] = (await told.list(me, all)).records.map(({ id }) => id);
        const since = at.mark();
        const read = await told.markAsRead(me, one ?? 0);
        expect(read.read_at).not.toBeNull();
        expect((await told.counts(me)).new_notifications_count).toBe(3);
        expect((await told.archive(me, two ?? 0)).archived_at).not.toBeNull();
        await told.remove(me, three ?? 0);
        expect(counts(heard(me, since))).toEqual([2, 1]);
        expect((await told.list(me, all)).records.map(({ id }) => id)).toEqual([one]);
        expect((await told.list(me, { ...all, status: 'archived' })).records).toHaveLength(1);
        const events = JSON.stringify(await at.stored(notificationTopic(me)));
        expect(events).not.toContain('a-secret-told');
        const missing = { code: 'not_found' };
        await expect(told.remove(me, three ?? 0)).rejects.toMatchObject(missing);
        await expect(told.remove(bob, one ?? 0)).rejects.toMatchObject(missing);
        await expect(told.markAsRead(bob, one ?? 0)).rejects.toMatchObject(missing);
        await expect(told.archive(bob, one ?? 0)).rejects.toMatchObject(missing);
      });
    });

    it('come once from an application that repeats its request, together and later', async () => {
      const me = await at.member('Olaf');
      const since = at.mark();
      const body = {
        community_member_ids: [me, 999_999],
        display_action: 'Paid',
        text: '',
        action_web_url: null,
        creation_uuid: 'order-17',
      };
      const together = [told.create(body), told.create(body), told.create(body)];
      expect(await Promise.all(together)).toEqual([1, 1, 1].map((notified) => ({ notified })));
      await expect(told.create({ ...body, display_action: 'Sent' })).rejects.toMatchObject({
        code: 'message_id_reused',
      });
      await forgetRequests(at.db).run();
      expect(await told.create(body)).toEqual({ notified: 1 });
      expect(heard(me, since).map(([event]) => event)).toEqual([
        'newNotification',
        'updateNewNotificationCount',
      ]);
      at.clock.advance(notificationLimits.requestsKept.default + 1);
      await forgetRequests(at.db).run();
      expect(await told.create(body)).toEqual({ notified: 1 });
      expect(counts(heard(me, since))).toEqual([1, 2]);
    });

    it('come from the application, to those who are there', async () => {
      const me = await at.member('Sven');
      const since = at.mark();
      const body = {
        community_member_ids: [me, bob, me, 999_999],
        display_action: 'Your order is on its way',
        text: 'Two boxes',
        action_web_url: 'https://shop.example.com/orders/1',
      };
      expect(await told.create(body)).toEqual({ notified: 2 });
      expect(heard(me, since)).toMatchObject([
        [
          'newNotification',
          {
            notification_type: 'custom',
            actor: null,
            display_action: 'Your order is on its way',
            action_web_url: 'https://shop.example.com/orders/1',
          },
        ],
        ['updateNewNotificationCount', { new_notifications_count: 1 }],
      ]);
    });

    it('lose what they quote when the message is deleted', async () => {
      const me = await at.member('Tess');
      const uuid = await direct(ada, me);
      const id = await at.say(ada, uuid, 'a-word-to-be-unsaid');
      await at.chat.deleteMessage({ memberId: ada, isAdministrator: false }, uuid, id);
      expect((await told.list(me, all)).records[0]).toMatchObject({ text: '' });
      const events = JSON.stringify(await at.stored(notificationTopic(me)));
      expect(events).not.toContain('a-word-to-be-unsaid');
    });

    it('quote nothing of a room that is deleted, from that moment on', async () => {
      const me = await at.member('Vera');
      const uuid = await at.room([ada, me]);
      const parent = await at.say(me, uuid, 'A question');
      await at.say(ada, uuid, 'a-word-of-a-deleted-room', parent);
      expect((await told.list(me, all)).records[0]?.text).toBe('a-word-of-a-deleted-room');
      await at.chat.deleteRoom({ memberId: ada, isAdministrator: false }, uuid);
      expect((await told.list(me, all)).records).toMatchObject([
        { notification_type: 'reply', text: '' },
      ]);
    });

    it('are kept up to a limit, the oldest go', async () => {
      const me = await at.member('Uma');
      const { kept, keptSlack } = notificationLimits;
      const most = kept.default + keptSlack.default;
      const uuid = await direct(ada, me);
      const quoted = await at.say(ada, uuid, 'unsaid-when-it-is-long-gone');
      for (let index = 0; index < most; index += 1) {
        await told.create({
          community_member_ids: [me],
          display_action: `Number ${index}`,
          text: '',
          action_web_url: null,
        });
      }
      const { count, records } = await told.list(me, { ...all, sort: 'oldest' });
      expect(count).toBe(kept.default);
      expect(records[0]?.display_action).toBe(`Number ${most - kept.default}`);
      // Nothing finds the way from the message to what was told of it any more.
      await at.chat.deleteMessage({ memberId: ada, isAdministrator: false }, uuid, quoted);
      const [first] = await at.stored(notificationTopic(me));
      expect(first).toMatchObject({
        event: 'notifications.newNotification',
        payload: { text: '' },
      });
    });
  });
}
