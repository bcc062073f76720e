import { fastifyCookie } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'parley_session';

/** The session's token that a request brings in its cookie. */
export function sessionToken(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  const { cookie } = request.headers;
  if (cookie === undefined) return undefined;
  const token = fastifyCookie.parse(cookie)[NAME];
  return token === undefined || token === '' || token.length > 200 ? undefined : token;
}

/** Hands the session's token to the browser: out of reach of scripts, and only for our own pages. */
export function setSessionCookie(
  reply: FastifyReply,
  token: string,
  options: { readonly secure: boolean; readonly maxAgeMs: number },
): void {
  const maxAge = Math.ceil(options.maxAgeMs / 1000);
  write(reply, fastifyCookie.serialize(NAME, token, { ...shape(options.secure), maxAge }));
}

/** Takes the cookie back. */
export function clearSessionCookie(
  reply: FastifyReply,
  options: { readonly secure: boolean },
): void {
  write(reply, fastifyCookie.serialize(NAME, '', { ...shape(options.secure), maxAge: 0 }));
}

function shape(secure: boolean) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
}

function write(reply: FastifyReply, cookie: string): void {
  void reply.header('set-cookie', cookie);
}
