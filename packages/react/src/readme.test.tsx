// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { act, cleanup, fireEvent, render } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { world } from '../../client/src/testing/setup.ts';
import { app } from './testing-fixtures/readme-example.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('the example of the README does what it says', async () => {
  const here = import.meta.dirname;
  const example = readFileSync(join(here, 'testing-fixtures/readme-example.tsx'), 'utf8');
  expect(readFileSync(join(here, '../README.md'), 'utf8')).toContain(example);

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
