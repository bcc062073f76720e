import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authTokenResponse, type AuthToken } from '@parley/domains/identity/schema';
import type { TestServer } from '@parley/testing';
import { createParley, type Parley, type ParleyOptions } from '../src/index.ts';
import { ask, type Answer } from './people.ts';
import { PlainSocket } from './plain-socket.ts';

/** What the application shows to the server in these tests. */
export const appToken = 'the-app-token-of-the-tests';

/** A server inside the test, with the app token above and a way to stop it. */
export interface InnerServer extends Pick<TestServer, 'url'> {
  readonly parley: Parley;
  stop(): Promise<void>;
}

/** Starts one on a free port, in a folder of its own. */
export async function startInside(options: ParleyOptions = {}): Promise<InnerServer> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-headless-'));
  const base = { dataDir: folder, logLevel: 'silent', web: null, appToken } as const;
  const parley = await createParley({ ...base, ...options });
  const url = await parley.listen({ port: 0 });
  const stop = async (): Promise<void> => {
    await parley.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, parley, stop };
}

/** What the header of a token says. */
export function headerOf(token: string): { readonly kid?: string } {
  const [header = ''] = token.split('.');
  return JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid?: string };
}

/** A token as an application signs one by itself: HS256. */
export function signedBy(secret: string, claims: Readonly<Record<string, unknown>>): string {
  const text = [{ alg: 'HS256' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

type Url = Pick<TestServer, 'url'>;

/** Asks headless auth as a back end does: with the app token, or with what is given in its place. */
export function askAuth(
  { url }: Url,
  request: string,
  body?: unknown,
  token: string | null = appToken,
): Promise<Answer> {
  const [method = '', path = ''] = request.split(' ');
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  return ask({ url }, null, `${method} /api/v1/headless${path}`, body, headers);
}

/** Tokens for a member. */
export async function tokensOf(server: Url, memberId: number): Promise<AuthToken> {
  const answer = await askAuth(server, 'POST /auth_token', { community_member_id: memberId });
  if (answer.status !== 200) throw new Error(`No tokens: ${JSON.stringify(answer.body)}`);
  return authTokenResponse.parse(answer.body);
}

/** The status of a question that a member's token asks of the REST door. */
export async function statusWith({ url }: Url, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await ask({ url }, null, 'GET /api/session', undefined, headers)).status;
}

/** A live connection of the topic protocol, opened with an access token as a program opens one. */
export async function socketWith({ url }: Url, token: string): Promise<PlainSocket> {
  const headers = { authorization: `Bearer ${token}` };
  const { status, body } = await ask({ url }, null, 'POST /ticket', undefined, headers);
  if (typeof body['ticket'] !== 'string') throw new Error(`No ticket: ${status}`);
  return PlainSocket.open({ url } as TestServer, body['ticket']);
}
