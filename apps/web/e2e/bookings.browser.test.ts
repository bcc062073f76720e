import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { people, signInAs, startApp, type App } from './app.ts';
import { violations } from './axe.ts';

describe('meetings', () => {
  let app: App;
  let mara: Page;
  let tomas: Page;
  beforeAll(async () => {
    app = await startApp();
    mara = await app.open();
    await signInAs(mara, people.mara);
    // A phone in the dark.
    tomas = await app.open({ viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
    await signInAs(tomas, people.tomas);
  });
  afterAll(() => app.stop());

  const heading = (page: Page, name: string | RegExp) =>
    page.getByRole('heading', { level: 1, name });
  /** The cards of a list that hold this text. */
  const cards = (page: Page, text: string) =>
    page.getByRole('main').getByRole('listitem').filter({ hasText: text });
  async function to(page: Page, tab: string, title = tab): Promise<void> {
    const tabs = page.getByRole('navigation', { name: 'Meetings' });
    await tabs.getByRole('link', { name: tab, exact: true }).click();
    await heading(page, title).waitFor();
  }
  async function looksRight(page: Page): Promise<void> {
    expect(await violations(page)).toEqual([]);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBe(0);
  }

  it('stand in a list, the one that is now with the way in', async () => {
    await mara.getByRole('link', { name: 'Meetings' }).click();
    await heading(mara, 'Meetings').waitFor();
    const now = cards(mara, 'Onboarding: a first look around');
    await now.getByText('with Priya Raman').waitFor();
    const enter = now.getByRole('link', { name: 'Enter: Onboarding: a first look around' });
    expect(await enter.getAttribute('href')).toMatch(/^\/app\/exchange\/\d+$/u);
    await mara.getByRole('region', { name: 'Past' }).getByText('Colours of the dark').waitFor();
    await looksRight(mara);
  });

  it('are agreed on: a request is accepted, and the other one sees it without a reload', async () => {
    await tomas.getByRole('link', { name: 'Meetings' }).click();
    await heading(tomas, 'Meetings').waitFor();
    await cards(tomas, 'Design review of the import').waitFor();
    await looksRight(tomas);
    await to(mara, 'Requests');
    const request = cards(mara, 'Dates of the import');
    await request.getByText('I would like to move the last step').waitFor();
    await looksRight(mara);
    await request.getByRole('button', { name: 'Accept: Dates of the import' }).click();
    await mara.getByText('Accepted: Dates of the import.').waitFor();
    await mara.getByText('Nobody waits for an answer').waitFor();
    await cards(tomas, 'Dates of the import').getByText('with Mara Lindqvist').waitFor();
  });

  it('can be asked for at times that somebody sets, on a phone; the answer comes live', async () => {
    await to(tomas, 'Your times');
    await tomas.getByRole('link', { name: 'Set your times' }).click();
    await heading(tomas, 'New schedule').waitFor();
    await tomas.getByLabel('Title').fill('Import clinic');
    await tomas.getByLabel('Time zone').selectOption('Asia/Tokyo');
    for (const day of ['Tuesday', 'Wednesday', 'Thursday', 'Friday']) {
      await tomas.getByRole('checkbox', { name: day }).check();
    }
    await tomas.getByRole('button', { name: 'Add 30 times' }).click();
    await tomas.getByText('30 times added.').waitFor();
    await tomas.getByRole('button', { name: 'Add 30 times' }).click();
    await tomas.getByText('0 times added. 30 would overlap').waitFor();
    await tomas.getByRole('button', { name: 'Without Monday, 09:00' }).click();
    await looksRight(tomas);
    await tomas.getByRole('button', { name: 'Save' }).click();
    await cards(tomas, 'Import clinic').getByText('29 times a week').waitFor();

    await to(mara, 'Ask', 'Ask for a time');
    await looksRight(mara);
    await mara.getByRole('link', { name: 'Free times of Tomás Arriaga: Import clinic' }).click();
    await heading(mara, 'Tomás Arriaga: Import clinic').waitFor();
    await mara.getByText('sets them for Asia/Tokyo').waitFor();
    await looksRight(mara);
    const free = mara.getByRole('button', { name: /^Ask for / });
    const asked = (await free.nth(3).getAttribute('aria-label')) ?? '';
    await free.nth(3).click();
    const dialog = mara.getByRole('dialog', { name: 'Ask Tomás Arriaga' });
    await dialog.getByLabel('What is it about?').fill('The last step');
    await dialog.getByLabel('Anything to know before').fill('Two days, or three?');
    expect(await violations(mara)).toEqual([]);
    await dialog.getByRole('button', { name: 'Ask' }).click();
    await heading(mara, 'Requests').waitFor();
    await cards(mara, 'The last step').getByText('Waits').waitFor();

    await to(tomas, 'Requests');
    const request = cards(tomas, 'The last step');
    await request.getByText('Two days, or three?').waitFor();
    await looksRight(tomas);
    await request.getByRole('button', { name: 'Decline: The last step' }).click();
    await cards(mara, 'The last step').getByText('Declined').waitFor();
    // The time is free again, and asked for a second time it becomes a meeting.
    await mara.goBack();
    await mara.getByRole('button', { name: asked }).click();
    await dialog.getByLabel('What is it about?').fill('Only two days');
    await dialog.getByRole('button', { name: 'Ask' }).click();
    await tomas.getByRole('button', { name: 'Accept: Only two days' }).click();
    await cards(mara, 'Only two days').getByRole('link', { name: 'Accepted' }).click();
    await heading(mara, 'Only two days').waitFor();
  });

  it('are cancelled by either, and the notification leads there', async () => {
    await mara.getByRole('button', { name: 'Cancel the meeting' }).click();
    const dialog = mara.getByRole('dialog', { name: 'Cancel this meeting?' });
    await dialog.getByRole('button', { name: 'Cancel the meeting' }).click();
    await mara.getByText('You cancelled this meeting.').waitFor();
    expect(await mara.getByRole('link', { name: 'Enter' }).count()).toBe(0);
    await tomas.getByRole('link', { name: 'Back to the rooms' }).click();
    await tomas.getByRole('button', { name: /^Notifications/u }).click();
    await tomas.getByRole('link', { name: /Mara Lindqvist cancelled the meeting/u }).click();
    await heading(tomas, 'Only two days').waitFor();
    await tomas.getByText('Mara Lindqvist cancelled this meeting.').waitFor();
    await looksRight(tomas);
  });

  it('are rated afterwards, beside the log of who was there; nobody else sees them', async () => {
    await mara.getByRole('link', { name: 'Back to the meetings' }).click();
    await mara.getByRole('link', { name: 'Colours of the dark theme' }).click();
    await heading(mara, 'Colours of the dark theme').waitFor();
    await mara.getByText('Yuki Tanabe: Good').waitFor();
    expect(await mara.getByRole('row').count()).toBe(3);
    await mara.getByRole('radio', { name: 'Not so good' }).check();
    await mara.getByLabel('In words').fill('Too late in the day for grey.');
    await mara.getByRole('button', { name: 'Save' }).click();
    await mara.getByText('Saved.').waitFor();
    await looksRight(mara);
    const address = mara.url();
    await mara.reload();
    await mara.getByText('Too late in the day for grey.').waitFor();
    expect(await mara.getByRole('radio', { name: 'Not so good' }).isChecked()).toBe(true);
    await tomas.goto(address);
    await tomas.getByText('There is none, or it is not yours.').waitFor();
    await looksRight(tomas);
  });

  it('say what went wrong while the server is away, and come when it is back', async () => {
    await tomas.goto(`${app.server.url}/`);
    await tomas.getByRole('link', { name: 'Meetings' }).waitFor();
    await tomas.route('**/api/bookings?**', (route) => route.abort());
    await tomas.getByRole('link', { name: 'Meetings' }).click();
    await tomas.getByText('The meetings did not come').waitFor();
    await looksRight(tomas);
    await tomas.unroute('**/api/bookings?**');
    await tomas.getByRole('button', { name: 'Try again' }).first().click();
    await cards(tomas, 'Dates of the import').waitFor();
  });
});
