import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lines, people, signInAs, startApp, type App } from './app.ts';
import { ask, post } from './ask.ts';

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe('C11: the bell', () => {
  let mara: Page;
  let tomas: Page;
  let second: Page;
  let direct: string;

  const bell = (page: Page, label: string) =>
    page.getByRole('button', { name: label, exact: true });
  const panel = (page: Page) => page.getByRole('dialog', { name: 'Notifications' });

  beforeAll(async () => {
    mara = await app.open();
    tomas = await app.open();
    await signInAs(mara, people.mara);
    await signInAs(tomas, people.tomas);
    await ask(tomas, 'POST', '/notifications/mark_all_as_read');
    await ask(tomas, 'POST', '/notifications/reset_new_notifications_count');
    second = await app.open();
    await signInAs(second, people.tomas);
    for (const page of [tomas, second]) await bell(page, 'Notifications').waitFor();
    const { members } = await ask<{ members: { id: number }[] }>(
      mara,
      'GET',
      '/community_members?search=Tom',
    );
    const chat_room = { kind: 'direct', community_member_ids: [members[0]?.id] };
    ({ uuid: direct } = await ask<{ uuid: string }>(mara, 'POST', '/messages', { chat_room }));
  });

  it('counts what is new, on every device', async () => {
    await post(mara, direct, 'Are you coming on Thursday?');
    await post(mara, direct, 'We begin at two.');
    for (const page of [tomas, second]) await bell(page, 'Notifications, 2 new').waitFor();
    const counts = await ask(tomas, 'GET', '/notifications/new_notifications_count');
    expect(counts).toMatchObject({ new_notifications_count: 2 });
  });

  it('forgets the count when the panel is opened, on the other device too; unread stays unread', async () => {
    await bell(tomas, 'Notifications, 2 new').click();
    const items = panel(tomas).getByRole('list', { name: 'Notifications' }).getByRole('listitem');
    await items.filter({ hasText: 'Are you coming on Thursday?' }).waitFor();
    await bell(second, 'Notifications').waitFor();
    expect(await items.filter({ hasText: '(unread)' }).count()).toBe(2);
  });

  it('shows what comes while one looks, and does not count it', async () => {
    await post(mara, direct, 'Bring a hat.');
    await panel(tomas)
      .getByRole('link', { name: /Bring a hat/u })
      .waitFor();
    await bell(second, 'Notifications').waitFor();
    await expect
      .poll(() => ask(tomas, 'GET', '/notifications/new_notifications_count'))
      .toMatchObject({ new_notifications_count: 0 });
  });

  it('marks one and all as read, puts away and removes', async () => {
    const items = panel(tomas).getByRole('list', { name: 'Notifications' }).getByRole('listitem');
    const hat = items.filter({ hasText: 'Bring a hat.' });
    await hat.getByRole('button', { name: /^Mark as read/u }).click();
    await hat.filter({ hasText: '(unread)' }).waitFor({ state: 'detached' });
    await panel(tomas).getByRole('button', { name: 'Mark all as read' }).click();
    await items.filter({ hasText: '(unread)' }).first().waitFor({ state: 'detached' });
    await hat.getByRole('button', { name: /^Archive/u }).click();
    await hat.waitFor({ state: 'detached' });
    const two = items.filter({ hasText: 'We begin at two.' });
    await two.getByRole('button', { name: /^Remove/u }).click();
    await two.waitFor({ state: 'detached' });
    await panel(tomas).getByText('Archived', { exact: true }).click();
    await hat.waitFor();
    expect(await two.count()).toBe(0);
    await panel(tomas).getByText('All', { exact: true }).click();
  });

  it('leads to the message', async () => {
    await panel(tomas)
      .getByRole('link', { name: /Are you coming on Thursday/u })
      .click();
    await tomas.getByRole('heading', { level: 1, name: people.mara }).waitFor();
    await lines(tomas, 'Are you coming on Thursday?').waitFor();
    expect(new URL(tomas.url()).pathname).toBe(`/rooms/${direct}`);
    await panel(tomas).waitFor({ state: 'detached' });
  });

  it('does not ring for what one reads along', async () => {
    await post(mara, direct, 'See you there.');
    await lines(tomas, 'See you there.').waitFor();
    await expect
      .poll(() => ask(tomas, 'GET', '/notifications?status=unread'))
      .toMatchObject({ count: 0 });
    await bell(tomas, 'Notifications').waitFor();
    await bell(second, 'Notifications').waitFor();
  });
});

describe('outside of the page', () => {
  it('nobody is asked for permission until they press the button', async () => {
    const page = await app.open({ permissions: [] });
    await page.addInitScript(() => {
      let state: NotificationPermission = 'default';
      Object.defineProperty(Notification, 'permission', { get: () => state });
      Notification.requestPermission = async () => {
        document.documentElement.dataset['asked'] = 'yes';
        state = 'granted';
        return state;
      };
    });
    await page.reload();
    await signInAs(page, people.mara);
    await page.getByRole('button', { name: /^Notifications/u }).click();
    const turnOn = page.getByRole('button', { name: 'Turn on' });
    await turnOn.waitFor();
    const asked = (): Promise<string | undefined> =>
      page.evaluate(() => document.documentElement.dataset['asked']);
    expect(await asked()).toBeUndefined();
    await turnOn.click();
    await page.getByText('This device also tells you').waitFor();
    expect(await asked()).toBe('yes');
    await page.getByRole('button', { name: 'Turn off' }).click();
    await turnOn.waitFor();
  });
});
