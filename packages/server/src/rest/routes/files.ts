import { Readable } from 'node:stream';
import { fileName, fileView } from '@parley/domains/files/schema';
import { HubError } from '@parley/hub';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { byteRange } from '../../files/byte-range.ts';
import { fileHeaders } from '../../files/file-headers.ts';
import { drained, received, receivingLimits } from '../../files/received.ts';
import type { RouteDeps } from '../deps.ts';
import { RestError } from '../errors.ts';
import { addRoutes, memberRoute, type MemberContext, type Route } from '../route.ts';

const TAG = 'Files';
const params = z.object({ name: fileName });
const uploadQuery = z.object({
  topic: z
    .string()
    .min(1)
    .max(256)
    .describe('Where it may be seen: `room:<uuid>`, `exchange/…:<id>`.'),
  name: z.string().min(1).max(1000).describe('What it is called.'),
});

/** Registers `/api/files`, whose bodies are files, and `/files`, which serves them. */
export function addFileRoutes(app: FastifyInstance, deps: RouteDeps): void {
  addRoutes(app, [serve(deps), remove(deps)], deps);
  void app.register((scope, _options, done) => {
    // Whatever it is: it is read as it comes.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    addRoutes(scope, [upload(deps)], deps);
    done();
  });
}

function upload(deps: RouteDeps): Route {
  /** Uploads under way, by member. */
  const open = new Map<number, number>();
  const send = async ({ request, query, caller }: Upload) => {
    const { memberId } = caller.principal;
    deps.limiter.take('uploadsByMember', String(memberId));
    const { topic, grants } = await deps.rightOn(caller.principal, query.topic);
    if (!grants.publish) throw new HubError('forbidden', 'nothing may be sent there');
    const before = open.get(memberId) ?? 0;
    if (before >= receivingLimits.atOnce.value) throw new RestError('rate_limited');
    open.set(memberId, before + 1);
    try {
      const announced = request.headers['content-length'];
      return await deps.files.upload({
        memberId,
        topic,
        title: query.name,
        said: request.headers['content-type'] ?? '',
        ...(announced === undefined ? {} : { length: Number(announced) }),
        bytes: received(request.raw),
      });
    } finally {
      const left = (open.get(memberId) ?? 1) - 1;
      if (left === 0) open.delete(memberId);
      else open.set(memberId, left);
    }
  };
  const route = memberRoute({
    method: 'POST',
    path: '/api/files',
    tag: TAG,
    summary: 'Send a file',
    description:
      'The body is the file, its Content-Type what it is said to be. What it is is seen by its content: what is not taken, or not what it is said to be, is refused. In a room it is shown once a message is sent with its `url` as `body` and `message_type` `image` or `file`, within a day.',
    accepts: '*/*',
    query: uploadQuery,
    response: fileView,
    status: 201,
    handler: send,
  });
  return {
    ...route,
    answer: async (request, reply, ...rest) => {
      try {
        return await route.answer(request, reply, ...rest);
      } catch (error) {
        if (!(await drained(request.raw))) void reply.header('connection', 'close');
        throw error;
      }
    },
  };
}

type Upload = MemberContext<undefined, z.output<typeof uploadQuery>, undefined>;

function serve(deps: RouteDeps): Route {
  return memberRoute({
    method: 'GET',
    path: '/files/{name}',
    tag: TAG,
    summary: 'A file, for those who may read the history of its topic',
    params,
    produces: 'application/octet-stream',
    handler: async ({ params: { name }, caller, request, reply }) => {
      const file = await deps.files.find(name);
      if (file === undefined) throw new RestError('not_found');
      const { principal } = caller;
      let isTheirs: boolean;
      try {
        const { grants } = await deps.rightOn(principal, file.topic);
        isTheirs = file.mayRead(principal.memberId, grants);
      } catch (error) {
        if (!(error instanceof HubError) || error.code !== 'forbidden') throw error;
        isTheirs = false;
      }
      // Who may not see it is not told that it is there.
      if (!isTheirs) throw new RestError('not_found');
      return answer(file, request, reply);
    },
  });
}

async function answer(
  file: NonNullable<Awaited<ReturnType<RouteDeps['files']['find']>>>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const headers = fileHeaders(file);
  const { range: asked, 'if-none-match': known, 'if-range': same } = request.headers;
  if (known === headers['etag']) return reply.code(304).headers(headers).send();
  const isPart = same === undefined || same === headers['etag'];
  const range = isPart ? byteRange(asked, file.bytes) : undefined;
  if (range === 'none') {
    const none = { 'content-range': `bytes */${file.bytes}`, 'accept-ranges': 'bytes' };
    return reply.code(416).headers(none).send();
  }
  const stored = await file.open(range);
  // Deleted in this moment, or the folder is not the one that it was put in.
  if (stored === undefined) throw new RestError('not_found');
  const length = range === undefined ? stored.size : range.to - range.from + 1;
  if (range !== undefined) {
    const { from, to } = range;
    void reply.code(206).header('content-range', `bytes ${from}-${to}/${stored.size}`);
  }
  return reply
    .headers({ ...headers, 'content-length': length })
    .send(Readable.from(stored.bytes, { objectMode: false }));
}

function remove(deps: RouteDeps): Route {
  return memberRoute({
    method: 'DELETE',
    path: '/files/{name}',
    tag: TAG,
    summary: 'Delete a file of one’s own that no message was sent with',
    params,
    handler: ({ params: { name }, memberId }) => deps.files.remove(memberId, name),
  });
}
