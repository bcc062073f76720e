import { ApiError } from './api-error.ts';
import { request } from './request.ts';
import type { Member, ServerInfo, SessionEntry } from './types.ts';

/** Who is signed in, if anybody, and what this server offers. */
export interface CurrentSession {
  readonly member: Member | undefined;
  readonly server: ServerInfo;
}

/** A 401 is an answer here, not a failure: it says what the server offers to somebody signed out. */
async function current(): Promise<CurrentSession> {
  try {
    return await request<CurrentSession>('GET', '/api/session');
  } catch (thrown) {
    if (!(thrown instanceof ApiError) || thrown.status !== 401) throw thrown;
    const { server } = thrown.body as { server?: Partial<ServerInfo> };
    return { member: undefined, server: { signUp: false, demo: false, ...server } };
  }
}

/** The doors of identity. Each throws ApiError. */
export const sessionApi = {
  current,
  signIn: (body: { email: string; password: string }): Promise<{ member: Member }> =>
    request('POST', '/api/session', { body }),
  signOut: (): Promise<void> => request('DELETE', '/api/session'),
  signUp: (body: { email: string; name: string; password: string }): Promise<unknown> =>
    request('POST', '/api/members', { body }),
  setUp: (body: {
    token: string;
    email: string;
    name: string;
    password: string;
  }): Promise<unknown> => request('POST', '/api/setup', { body }),
  list: (signal?: AbortSignal): Promise<{ sessions: readonly SessionEntry[] }> =>
    request('GET', '/api/sessions', signal === undefined ? {} : { signal }),
  revoke: (id: string): Promise<void> =>
    request('DELETE', `/api/sessions/${encodeURIComponent(id)}`),
  changePassword: (body: { current: string; password: string }): Promise<void> =>
    request('PUT', '/api/session/password', { body }),
  rename: (name: string): Promise<unknown> =>
    request('PATCH', '/api/session/profile', { body: { name } }),
};
