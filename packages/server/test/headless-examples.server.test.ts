import { startParley, type TestServer } from '@parley/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { backEnd, BASE, groupOf, headlessMember, Reference, say } from './headless.ts';

let server: TestServer;
let reference: Reference;

beforeAll(async () => {
  server = await startParley({ env: { PARLEY_DEMO: 'true' } });
  reference = await Reference.of(server);
});
afterAll(async () => {
  await server.stop();
});

/** The body that the API document shows for a request, to try it with. */
function exampleOf(method: 'post' | 'put' | 'patch', path: string): Record<string, unknown> {
  const operation = reference.document.paths[path]?.[method] as {
    requestBody: { content: Record<string, { schema: { $ref?: string } }> };
  };
  const { $ref: ref = '' } = operation.requestBody.content['application/json']?.schema ?? {};
  const schemas = reference.document.components['schemas'] as Record<
    string,
    { examples?: Record<string, unknown>[] }
  >;
  const [example] = schemas[ref.slice(ref.lastIndexOf('/') + 1)]?.examples ?? [];
  if (example === undefined) throw new Error(`No example for ${method} ${path}.`);
  return example;
}

it('what the API document shows to try is what the server takes', async () => {
  const ada = await headlessMember(server, reference, 'Ada');
  const room = await groupOf([ada]);
  const message = await say(ada, room, 'Hi');
  const at = '/messages/{uuid}';
  const said = `${at}/chat_room_messages`;
  for (const [method, path, more] of [
    ['post', '/messages'],
    ['patch', at],
    ['post', said],
    ['put', `${said}/{id}`],
    ['post', '/reactions', { chat_room_message: message }],
  ] as const) {
    const body = { ...exampleOf(method, BASE + path), ...more };
    const asked = path.replace('{uuid}', room.uuid).replace('{id}', String(message));
    const { status } = await ada.call(`${method.toUpperCase()} ${asked}`, body);
    expect([method, path, status < 300]).toEqual([method, path, true]);
  }
  const auth = '/api/v1/headless/auth_token';
  const answer = await backEnd(server, reference)(`POST ${auth}`, exampleOf('post', auth));
  expect(answer.status).toBe(200);
});
