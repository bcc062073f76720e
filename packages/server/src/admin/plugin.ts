import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import { z } from 'zod';
import { replyError } from '../rest/error-reply.ts';
import { backupStream } from './backup.ts';
import type { AdminDeps } from './deps.ts';
import { AdminError } from './errors.ts';
import { adminLimits } from './limits.ts';
import { Tail } from './tail.ts';

const newMember = z.strictObject({
  email: z.email().max(254),
  name: z.string().trim().min(1).max(100),
  password: z.string().min(8).max(256),
  role: z.enum(['member', 'admin']).default('member'),
});
const memberPage = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(adminLimits.memberPage.value).default(50),
});
const memberPath = z.strictObject({ id: z.coerce.number().int().min(1) });
const tokenRequest = z.strictObject({
  memberId: z.number().int().min(1),
  lifetimeMs: z.number().int().min(1000).max(31_536_000_000).default(3_600_000),
});
const tailRequest = z.strictObject({ topic: z.string().min(1).max(256) });

/**
 * The operator's door, `/api/admin/*`, for the app token alone: members, tokens, a topic as it
 * happens, a copy of the database, numbers. What the `parley` command uses.
 */
export function adminPlugin(deps: AdminDeps): FastifyPluginCallback {
  return (app, _options, done) => {
    app.setErrorHandler((error, request, reply) => {
      if (!(error instanceof AdminError)) return replyError(error, request, reply);
      const { code, message, statusCode } = error;
      return reply.code(statusCode).send({ error: { code, message } });
    });
    app.addHook('onRequest', (request, reply, next) => {
      void reply.header('cache-control', 'no-store');
      const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (token !== undefined && deps.isAppToken(token)) next();
      else
        next(new AdminError('unauthorized', 'This needs the app token: Authorization: Bearer …'));
    });
    addMembers(app, deps);
    addTail(app, deps);
    addBackup(app, deps);
    app.get('/api/admin/stats', () => deps.stats());
    done();
  };
}

function addMembers(app: FastifyInstance, deps: AdminDeps): void {
  app.get('/api/admin/members', async (request) => {
    const page = check(memberPage, request.query);
    return { members: await deps.listMembers(page) };
  });
  app.post('/api/admin/members', async (request, reply) => {
    const member = await deps.createMember(check(newMember, request.body));
    return reply.code(201).send(member);
  });
  app.post('/api/admin/members/:id/disconnect', async (request, reply) => {
    const { id } = check(memberPath, request.params);
    await deps.disconnectMember(id);
    return reply.code(204).send();
  });
  app.post('/api/admin/tokens', async (request, reply) => {
    const minted = await deps.mintToken(check(tokenRequest, request.body));
    if (minted === undefined) throw new AdminError('not_found', 'There is no such member.');
    return reply.code(201).send(minted);
  });
}

function addTail(app: FastifyInstance, deps: AdminDeps): void {
  const tails = new Set<Tail>();
  // A stream that never ends would hold up the server's own end.
  app.addHook('preClose', (closed) => {
    for (const tail of tails) tail.finish('server_restart');
    closed();
  });
  app.get('/api/admin/tail', async (request, reply) => {
    const { topic } = check(tailRequest, request.query);
    if (tails.size >= adminLimits.tails.value) throw new AdminError('busy', 'Too many open tails.');
    const tail = new Tail(deps.clock);
    tails.add(tail);
    tail.on('close', () => tails.delete(tail));
    try {
      tail.open(await deps.tail(topic, (publication) => tail.publication(publication)));
    } catch (error) {
      tail.destroy();
      throw error;
    }
    return reply.type('application/x-ndjson').send(tail);
  });
}

function addBackup(app: FastifyInstance, deps: AdminDeps): void {
  let running = false;
  app.get('/api/admin/backup', async (_request, reply) => {
    if (deps.backup === undefined) {
      throw new AdminError('not_here', 'This server keeps its data in Postgres: use pg_dump.');
    }
    if (running) throw new AdminError('busy', 'Another backup is being made.');
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
  });
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  throw new AdminError(
    'bad_request',
    `${where === '' ? 'body' : where}: ${issue?.message ?? 'bad'}`,
  );
}
