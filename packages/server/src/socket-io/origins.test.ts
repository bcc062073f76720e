import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { mayConnect } from './origins.ts';

const page = 'https://app.example.com';
const request = (origin: string | undefined) =>
  ({ headers: { origin, host: 'chat.example.com' } }) as IncomingMessage;

it('lets programs, our own pages and listed origins in, and no other', async () => {
  const cors = { origin: [page] };
  expect(await mayConnect(request(undefined), cors, [])).toBe(true);
  expect(await mayConnect(request('https://chat.example.com'), cors, [])).toBe(true);
  expect(await mayConnect(request(page), cors, [])).toBe(true);
  expect(await mayConnect(request(page), undefined, [page])).toBe(true);
  for (const origin of ['https://evil.test', 'null', `${page}.evil.test`]) {
    expect(await mayConnect(request(origin), cors, [])).toBe(false);
    expect(await mayConnect(request(origin), undefined, [])).toBe(false);
  }
});

it('takes cors.origin in every form of the library', async () => {
  const forms = [
    page,
    '*',
    true,
    /example\.com$/,
    [/example\.com$/],
    (origin: string | undefined, answer: (error: Error | null, allow?: boolean) => void) =>
      answer(null, origin === page),
    (_origin: unknown, answer: (error: Error | null, allow?: string) => void) => answer(null, page),
  ];
  for (const origin of forms) {
    expect([origin, await mayConnect(request(page), { origin }, [])]).toEqual([origin, true]);
  }
  for (const origin of [false, 'https://else.test', [], /else/, () => {}].slice(0, 4)) {
    const cors = { origin } as { origin: false };
    expect([origin, await mayConnect(request(page), cors, [])]).toEqual([origin, false]);
  }
  expect(await mayConnect(request(page), {}, [])).toBe(true);
  expect(
    await mayConnect(request(page), (_request, answer) => answer(null, { origin: page }), []),
  ).toBe(true);
});
