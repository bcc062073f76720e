import type { Locator, Page } from 'playwright-core';

/** The booking of two people, as one of them finds it. */
export async function bookingWith(page: Page, name: string): Promise<number> {
  const answer = await page.evaluate(async () => (await fetch('/api/bookings?when=coming')).json());
  const { bookings } = answer as {
    readonly bookings: readonly { id: number; participants: readonly { name: string }[] }[];
  };
  const found = bookings.find(({ participants }) => participants.some((one) => one.name === name));
  if (found === undefined) throw new Error(`There is no booking with ${name}.`);
  return found.id;
}

/** Somebody in the call, by how their tile is named. */
export function tile(page: Page, name: RegExp): Locator {
  return page.getByRole('list', { name: 'In the call' }).getByRole('listitem', { name });
}

export function button(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}

/** Whether a picture is played there: something was decoded, and time goes on. */
export async function plays(there: Locator): Promise<boolean> {
  return there.locator('video').evaluate((video) => {
    const { videoWidth, currentTime } = video as HTMLVideoElement;
    return videoWidth > 0 && currentTime > 0;
  });
}
