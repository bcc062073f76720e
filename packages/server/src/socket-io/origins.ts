import type { IncomingMessage } from 'node:http';
import type { ServerOptions } from 'socket.io';
import { originAllowed } from '../auth/origins.ts';

type CorsOption = ServerOptions['cors'];

/**
 * Whether a request's page may connect, by polling or by WebSocket: the server's own pages, those of
 * `allowed`, and whatever the application's `cors.origin` names, in all the forms that the library
 * takes. A program names no origin.
 */
export async function mayConnect(
  request: IncomingMessage,
  cors: CorsOption,
  allowed: readonly string[],
): Promise<boolean> {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (originAllowed(origin, { host, allowed })) return true;
  if (cors === undefined) return false;
  const options = typeof cors === 'function' ? await asked(cors, request) : cors;
  if (options === undefined) return false;
  // The library's own default, where CORS is asked for and no origin is named.
  return names(options.origin ?? '*', origin);
}

/** The origins that `cors.origin` lists literally: those that may bring a cookie with them. */
export function listedOrigins(cors: CorsOption): string[] {
  if (cors === undefined || typeof cors === 'function') return [];
  const listed: unknown[] = [cors.origin].flat();
  return listed.filter((one): one is string => typeof one === 'string' && one !== '*');
}

function names(rule: unknown, origin: string): Promise<boolean> | boolean {
  if (rule === true || rule === '*') return true;
  if (typeof rule === 'string') return rule === origin;
  if (rule instanceof RegExp) return rule.test(origin);
  if (Array.isArray(rule)) {
    for (const one of rule as unknown[]) {
      if (one === origin || (one instanceof RegExp && one.test(origin))) return true;
    }
    return false;
  }
  return typeof rule === 'function' ? answered(rule, origin) : false;
}

/** What a function of the application answers: an origin, a list, or yes and no. */
function answered(rule: object, origin: string): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (error: unknown, allow?: unknown): void => {
      const isNo = (error !== null && error !== undefined) || typeof allow === 'function';
      resolve(isNo ? false : names(allow, origin));
    };
    Reflect.apply(rule as () => void, undefined, [origin, answer]);
  });
}

function asked(
  delegate: Extract<NonNullable<CorsOption>, (...args: never[]) => unknown>,
  request: IncomingMessage,
): Promise<{ readonly origin?: unknown } | undefined> {
  return new Promise((resolve) => {
    delegate(request, (error, options) => resolve(error === null ? options : undefined));
  });
}
