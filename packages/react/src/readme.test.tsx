// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { act, cleanup, fireEvent, render } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { world } from '../../client/src/testing/setup.ts';
import { app } from './testing-fixtures/readme-example.tsx';
import { Exchange } from './testing-fixtures/readme-exchange.tsx';
import { WebSocketProvider } from './web-socket-provider.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function isInReadme(example: string): boolean {
  const here = import.meta.dirname;
  const text = readFileSync(join(here, 'testing-fixtures', example), 'utf8');
  return readFileSync(join(here, '../README.md'), 'utf8').includes(text);
}

it('the example of the README does what it says', async () => {
  expect(isInReadme('readme-example.tsx')).toBe(true);
  const { server, settle } = world();
  vi.stubGlobal('location', new URL('http://server.test/'));
  vi.stubGlobal('WebSocket', server.webSocket);
  vi.stubGlobal('fetch', async () => Response.json(await server.ticket(1)()));
  const { getByText, findByText } = render(app);
  const button = getByText('Say hello');
  expect(button.hasAttribute('disabled')).toBe(true);
  await act(settle);
  fireEvent.click(button);
  await act(settle);
  expect(await findByText('Member 1: Hello')).toBeTruthy();
  expect(server.log('chat:lobby').head).toBe(1);
});

it("B5 the README's exchange runs as seed 001 nests it", async () => {
  expect(isInReadme('readme-exchange.tsx')).toBe(true);
  const { server, client, settle } = world();
  const { getByLabelText, findByText } = render(
    <WebSocketProvider client={client(1)}>
      <Exchange exchangeId="7" />
    </WebSocketProvider>,
  );
  await act(settle);
  fireEvent.change(getByLabelText('Message'), { target: { value: 'Hello' } });
  fireEvent.keyDown(getByLabelText('Message'), { key: 'Enter' });
  await act(settle);
  expect(await findByText('Hello')).toBeTruthy();
  expect(await findByText('entered')).toBeTruthy();
  expect(await findByText('1 here, 0 in the call')).toBeTruthy();
  expect(server.log('exchange/text:7').head).toBe(1);
});
