import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  appToken,
  askAuth,
  signedBy,
  startInside,
  statusWith,
  type InnerServer,
} from './headless-people.ts';
import { ask, type Answer } from './people.ts';

const jwtSecret = 'what only the application signs with';
let server: InnerServer;

beforeAll(async () => {
  server = await startInside({ jwtSecret });
});
afterAll(() => server.stop());

function make(name: string, more: object): Promise<Answer> {
  const headers = { authorization: `Bearer ${appToken}` };
  const member = { name, email: `${name}@example.com`, password: 'a good password', ...more };
  return ask(server, null, 'POST /api/admin/members', member, headers);
}

it('a back end makes members with its own ids of them, and asks for their tokens by those', async () => {
  const made = await make('ada', { sso_user_id: 'google|7' });
  expect(made.status).toBe(201);
  const id = made.body['id'];
  const answer = await askAuth(server, 'POST /auth_token', { sso_user_id: 'google|7' });
  expect([answer.status, answer.body['community_member_id']]).toEqual([200, id]);
  const [, claims = ''] = String(answer.body['access_token']).split('.');
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    sso_user_id: 'google|7',
    community_member_id: id,
  });

  // A token that the application signs for them is theirs, and makes nobody else.
  const exp = Math.floor(Date.now() / 1000) + 60;
  expect(await statusWith(server, signedBy(jwtSecret, { sub: 'google|7', exp }))).toBe(200);
  const again = await askAuth(server, 'POST /auth_token', { sso_id: 'google|7' });
  expect(again.body['community_member_id']).toBe(id);

  const codeOf = ({ status, body }: Answer) => [status, (body['error'] as { code: string }).code];
  expect(codeOf(await make('bob', { sso_user_id: 'google|7' }))).toEqual([
    409,
    'sso_user_id_taken',
  ]);
  expect(codeOf(await make('ada', { sso_user_id: 'google|8' }))).toEqual([409, 'email_taken']);
  expect(codeOf(await make('cyd', { sso_user_id: '' }))).toEqual([422, 'invalid']);
  expect((await make('bob', {})).status).toBe(201);
});
