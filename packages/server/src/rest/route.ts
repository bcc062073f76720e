import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  requireApp,
  requireMember,
  requireOwnSite,
  type CallerDeps,
  type MemberCaller,
} from '../auth/callers.ts';
import { parse } from './body.ts';
import { RestError } from './errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the API document tells of the route. */
    declared?: Route;
  }
}

/**
 * Who may ask. `member`: with an access token or the session's cookie; `app`: the application's own
 * back end, with the app token; `page`: everybody, but not through a foreign page; `none`: everybody.
 */
export type RouteAuth = 'member' | 'app' | 'page' | 'none';

/** What a handler works with: everything as its schema says. */
export interface RouteContext<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The same, for a member. */
export interface MemberContext<P, Q, B> extends RouteContext<P, Q, B> {
  readonly caller: MemberCaller;
  readonly memberId: number;
}

/** What the API document tells of a route, and what is checked before its handler runs. */
export interface RouteShape<P, Q, B, R> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/api/session`, `/messages/{uuid}`: one part for each `{name}`, which `params` checks. */
  readonly path: string;
  /** One line. */
  readonly summary: string;
  readonly description?: string;
  /** The chapter of the document. */
  readonly tag: string;
  /** What does not fit is `not_found`: such a path names nothing. */
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  /** Which of the body's alternatives a value is held to, so that its faults are named by field. */
  readonly bodyOf?: (value: unknown) => z.ZodType<B>;
  /** The body is kept as JSON, not in columns: it may hold any character. */
  readonly opaque?: boolean;
  /** The type of a body that is no JSON, and that the handler reads by itself. */
  readonly accepts?: string;
  /** Of the answer; absent: 204 without a body. */
  readonly response?: z.ZodType<R>;
  /** Of the answer to nobody known (401), where it says more than the error. */
  readonly stranger?: z.ZodType;
  /** Of a good answer; 200 when not said. */
  readonly status?: 200 | 201 | 202;
  /** The type of an answer that is not JSON; the handler answers by itself then. */
  readonly produces?: string;
}

/** A route as declared: its shape and its handler. */
export interface RouteSpec<C, P, Q, B, R> extends RouteShape<P, Q, B, R> {
  /** Answers what `response` says, or the reply when it has answered by itself. */
  readonly handler: (context: C) => Promise<NoInfer<R> | FastifyReply> | NoInfer<R> | FastifyReply;
}

/** A route, ready to be registered and to be told of. */
export interface Route extends RouteShape<unknown, unknown, unknown, unknown> {
  readonly auth: RouteAuth;
  /** Checks, runs the handler and answers. Throws what `replyError` answers. */
  readonly answer: (
    request: FastifyRequest,
    reply: FastifyReply,
    deps: CallerDeps,
  ) => Promise<unknown>;
}

/** A route for members: cookies are held to our own pages, tokens are not. */
export function memberRoute<P = undefined, Q = undefined, B = undefined, R = void>(
  spec: RouteSpec<MemberContext<P, Q, B>, P, Q, B, R>,
): Route {
  return made(spec, 'member', async (request, deps) => {
    const caller = await requireMember(request, deps);
    return { caller, memberId: caller.member.id };
  });
}

/** A route for the application's own back ends. */
export function appRoute<P = undefined, Q = undefined, B = undefined, R = void>(
  spec: RouteSpec<RouteContext<P, Q, B>, P, Q, B, R>,
): Route {
  return made(spec, 'app', (request, deps) => {
    requireApp(request, deps);
    return {};
  });
}

/** A route for everybody, except that foreign pages may not use it with somebody's cookie. */
export function pageRoute<P = undefined, Q = undefined, B = undefined, R = void>(
  spec: RouteSpec<RouteContext<P, Q, B>, P, Q, B, R>,
): Route {
  return made(spec, 'page', (request, deps) => {
    requireOwnSite(request, deps);
    return {};
  });
}

/** A route for everybody. Its handler looks at who asks, if that matters. */
export function openRoute<P = undefined, Q = undefined, B = undefined, R = void>(
  spec: RouteSpec<RouteContext<P, Q, B>, P, Q, B, R>,
): Route {
  return made(spec, 'none', () => ({}));
}

/** Registers routes. */
export function addRoutes(app: FastifyInstance, routes: readonly Route[], deps: CallerDeps): void {
  for (const route of routes) {
    const { method, path } = route;
    app.route({
      method,
      url: path.replaceAll(/\{(\w+)\}/gu, ':$1'),
      config: { declared: route },
      handler: (request, reply) => route.answer(request, reply, deps),
    });
  }
}

/** The same routes below a common path. */
export function below(base: string, routes: readonly Route[]): readonly Route[] {
  return routes.map((route) => ({ ...route, path: base + route.path }));
}

/** @param admit Who asks is settled first: what a stranger sends is not even looked at. */
function made<A extends object, P, Q, B, R>(
  { handler, ...shape }: RouteSpec<A & RouteContext<P, Q, B>, P, Q, B, R>,
  auth: RouteAuth,
  admit: (request: FastifyRequest, deps: CallerDeps) => Promise<A> | A,
): Route {
  const { params, query, body, bodyOf, opaque, response, status = 200 } = shape;
  return {
    ...shape,
    auth,
    answer: async (request, reply, deps) => {
      const admitted = await admit(request, deps);
      const path = params?.safeParse(request.params);
      if (path?.success === false) throw new RestError('not_found');
      const result = await handler({
        ...admitted,
        params: path?.data as P,
        query: (query && parse(query, request.query)) as Q,
        body: (body && parse(bodyOf?.(request.body) ?? body, request.body, opaque)) as B,
        request,
        reply,
      });
      // A reply that a handler answers is awaited on the way here, and nothing is left of it.
      if (reply.sent || reply.raw.headersSent) return reply;
      return response === undefined ? reply.code(204).send() : reply.code(status).send(result);
    },
  };
}

/** The id of something in a path. */
export const idInPath: z.ZodType<number> = z
  .string()
  .regex(/^[1-9]\d{0,14}$/u)
  .transform(Number);

/** The name of a room, or of anything that we call by letters, digits and dashes. */
export const wordInPath: z.ZodType<string> = z.string().regex(/^[\w-]{1,64}$/u);
