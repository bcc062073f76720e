import { fastifyCookie } from '@fastify/cookie';
import type { IssuedSecretKey } from '@parley/domains/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The two cookies of the social door. The page reads them, for its sockets: they are no secret from it. */
const ID = 'id';
const SECRET = 'secretkey';

/** What a client says as its secret key: by two headers, or by two cookies. Not checked yet. */
export interface OfferedSecretKey {
  readonly id: unknown;
  readonly secretkey: unknown;
  readonly via: 'header' | 'cookie';
}

/** What a request offers as a secret key; `undefined`: nothing. Headers go before cookies. */
export function offeredSecretKey(
  request: Pick<FastifyRequest, 'headers'>,
): OfferedSecretKey | undefined {
  const { id, secretkey, cookie = '' } = request.headers;
  if (id !== undefined || secretkey !== undefined) return { id, secretkey, via: 'header' };
  const cookies = fastifyCookie.parse(cookie);
  if (cookies[ID] === undefined || cookies[SECRET] === undefined) return undefined;
  return { id: cookies[ID], secretkey: cookies[SECRET], via: 'cookie' };
}

/** Hands a secret key to the browser: for our own pages, and only when asked from them. */
export function setSecretKeyCookies(
  reply: FastifyReply,
  key: IssuedSecretKey,
  options: { readonly secure: boolean; readonly maxAgeMs: number },
): void {
  const shape = shapeOf(options.secure, Math.ceil(options.maxAgeMs / 1000));
  void reply.header('set-cookie', [
    fastifyCookie.serialize(ID, String(key.id), shape),
    fastifyCookie.serialize(SECRET, key.secretkey, shape),
  ]);
}

/** Takes both back. */
export function clearSecretKeyCookies(
  reply: FastifyReply,
  { secure }: { readonly secure: boolean },
): void {
  const shape = shapeOf(secure, 0);
  void reply.header('set-cookie', [
    fastifyCookie.serialize(ID, '', shape),
    fastifyCookie.serialize(SECRET, '', shape),
  ]);
}

function shapeOf(secure: boolean, maxAge: number) {
  return { path: '/', sameSite: 'strict', secure, maxAge } as const;
}
