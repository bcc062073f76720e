import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import { memberView } from '@parley/domains/identity/schema';
import { z } from 'zod';
import { replyError } from '../rest/error-reply.ts';
import { takeJson } from '../rest/json-body.ts';
import { RestError } from '../rest/errors.ts';
import { addRoutes, appRoute, idInPath, type Route } from '../rest/route.ts';
import { backupStream } from './backup.ts';
import type { AdminDeps } from './deps.ts';
import { fileRoutes } from './file-routes.ts';
import { adminLimits } from './limits.ts';
import { Tail } from './tail.ts';

const TAG = 'Operator';

const newMember = z.strictObject({
  email: z.email().max(254),
  name: z.string().trim().min(1).max(100),
  password: z.string().min(8).max(256),
  role: z.enum(['member', 'admin']).default('member'),
  sso_user_id: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe("The application's own id of them, by which headless auth finds them."),
});
const memberPage = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(adminLimits.memberPage.value).default(50),
});
const tokenRequest = z.strictObject({
  memberId: z.number().int().min(1),
  lifetimeMs: z.number().int().min(1000).max(31_536_000_000).default(3_600_000),
});
const mintedToken = z.object({ token: z.string(), expiresAt: z.iso.datetime() });
const tailRequest = z.strictObject({ topic: z.string().min(1).max(256) });

/**
 * The operator's door, `/api/admin/*`, for the app token alone: members, tokens, a topic as it
 * happens, a copy of the database, numbers. What the `parley` command uses.
 */
export function adminPlugin(deps: AdminDeps): FastifyPluginCallback {
  return (app, _options, done) => {
    takeJson(app);
    app.setErrorHandler(replyError);
    app.addHook('onRequest', (_request, reply, next) => {
      void reply.header('cache-control', 'no-store');
      next();
    });
    const routes = [
      people(deps),
      [keys(deps)],
      tails(app, deps),
      backups(deps),
      fileRoutes(deps),
      [stats(deps)],
    ];
    addRoutes(app, routes.flat(), deps);
    done();
  };
}

function people(deps: AdminDeps): readonly Route[] {
  return [
    appRoute({
      method: 'GET',
      path: '/api/admin/members',
      tag: TAG,
      summary: 'Members with an id above `after`, ascending',
      query: memberPage,
      response: z.object({ members: z.array(memberView) }),
      handler: async ({ query }) => ({ members: [...(await deps.listMembers(query))] }),
    }),
    appRoute({
      method: 'POST',
      path: '/api/admin/members',
      tag: TAG,
      summary: 'Make a member',
      body: newMember,
      response: memberView,
      status: 201,
      handler: ({ body }) => deps.createMember(body),
    }),
    appRoute({
      method: 'POST',
      path: '/api/admin/members/{id}/disconnect',
      tag: TAG,
      summary: 'Close what a member has open, on every node',
      params: z.object({ id: idInPath }),
      handler: ({ params }) => deps.disconnectMember(params.id),
    }),
    appRoute({
      method: 'POST',
      path: '/api/admin/members/{id}/deactivate',
      tag: TAG,
      summary: 'Keep a member out: end every credential and close everything they have open',
      params: z.object({ id: idInPath }),
      handler: ({ params }) => deps.setMemberActive(params.id, false),
    }),
    appRoute({
      method: 'POST',
      path: '/api/admin/members/{id}/activate',
      tag: TAG,
      summary: 'Let a member in again; what ended stays ended',
      params: z.object({ id: idInPath }),
      handler: ({ params }) => deps.setMemberActive(params.id, true),
    }),
    appRoute({
      method: 'POST',
      path: '/api/admin/tokens',
      tag: TAG,
      summary: "An access token in a member's name",
      body: tokenRequest,
      response: mintedToken,
      status: 201,
      handler: async ({ body }) => {
        const minted = await deps.mintToken(body);
        if (minted === undefined) {
          throw new RestError('not_found', { detail: 'There is no such member.' });
        }
        return minted;
      },
    }),
  ];
}

function keys(deps: AdminDeps): Route {
  return appRoute({
    method: 'POST',
    path: '/api/admin/keys/rotate',
    tag: TAG,
    summary: 'A new key signs access tokens from now on; older ones verify until theirs are over',
    response: z.object({ kid: z.string() }),
    status: 201,
    handler: () => deps.rotateKeys(),
  });
}

function tails(app: FastifyInstance, deps: AdminDeps): readonly Route[] {
  const open = new Set<Tail>();
  // A stream that never ends would hold up the server's own end.
  app.addHook('preClose', (closed) => {
    for (const tail of open) tail.finish('server_restart');
    closed();
  });
  return [
    appRoute({
      method: 'GET',
      path: '/api/admin/tail',
      tag: TAG,
      summary: 'A topic as it happens, one JSON line for each publication',
      query: tailRequest,
      produces: 'application/x-ndjson',
      handler: async ({ query, reply }) => {
        const { topic } = query;
        if (open.size >= adminLimits.tails.value) {
          throw new RestError('conflict', { detail: 'Too many open tails.' });
        }
        const tail = new Tail(deps.clock);
        open.add(tail);
        tail.on('close', () => open.delete(tail));
        try {
          tail.open(await deps.tail(topic, (publication) => tail.publication(publication)));
        } catch (error) {
          tail.destroy();
          throw error;
        }
        return reply.type('application/x-ndjson').send(tail);
      },
    }),
  ];
}

function backups(deps: AdminDeps): readonly Route[] {
  let running = false;
  return [
    appRoute({
      method: 'GET',
      path: '/api/admin/backup',
      tag: TAG,
      summary: 'A consistent copy of the database',
      produces: 'application/octet-stream',
      handler: async ({ reply }) => {
        if (deps.backup === undefined) {
          const detail = 'This server keeps its data in Postgres: use pg_dump.';
          throw new RestError('not_here', { detail });
        }
        if (running) throw new RestError('conflict', { detail: 'Another backup is being made.' });
        running = true;
        const { backup } = deps;
        try {
          const { bytes, stream } = await backupStream(deps.backupFolder, backup);
          stream.on('close', () => (running = false));
          return await reply
            .type('application/octet-stream')
            .header('content-length', bytes)
            .send(stream);
        } catch (error) {
          running = false;
          throw error;
        }
      },
    }),
  ];
}

function stats(deps: AdminDeps): Route {
  return appRoute({
    method: 'GET',
    path: '/api/admin/stats',
    tag: TAG,
    summary: 'Numbers about the running server',
    response: z.record(z.string(), z.union([z.number(), z.string()])),
    handler: () => deps.stats(),
  });
}
