import type { Page } from 'playwright-core';

interface Listed {
  readonly records: readonly { readonly uuid: string; readonly chat_room_name: string }[];
}

/** Asks the member API as the person of this window. */
export async function ask<T = unknown>(
  page: Page,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer: unknown = await page.evaluate(
    async (given): Promise<unknown> => {
      const response = await fetch(`/api/headless/v1${given.path}`, {
        method: given.method,
        ...(given.body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(given.body) }),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return response.status === 204 ? undefined : response.json();
    },
    { method, path, body },
  );
  return answer as T;
}

/** The uuid of one of this person's rooms. */
export async function uuidOf(page: Page, name: string): Promise<string> {
  const { records } = await ask<Listed>(page, 'GET', '/messages?per_page=100');
  const found = records.find((room) => room.chat_room_name === name);
  if (found === undefined) throw new Error(`There is no room called ${name}.`);
  return found.uuid;
}

/** Says something without opening the room, as another client of the same person would. */
export async function post(page: Page, uuid: string, text: string): Promise<{ id: number }> {
  return ask(page, 'POST', `/messages/${uuid}/chat_room_messages`, { body: text });
}
